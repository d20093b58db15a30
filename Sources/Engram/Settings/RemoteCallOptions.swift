import ArgumentParser
import Client
import Wire

/// Which server to call, with what, and for how long.
struct RemoteCallOptions: ParsableArguments {
  @OptionGroup var server: AddressOptions
  @Option(name: Settings.metadata.name, help: Settings.metadata.help)
  var metadata: [String] = []
  @Option(name: Settings.timeout.name, help: Settings.timeout.help)
  var timeout: String?

  func validate() throws { _ = try callOptions() }

  /// Lends a client. A call that fails ends the command with 16 plus the number of its status, which
  /// is described on standard error.
  func withClient(_ body: (EngramClient, CallOptions) async throws -> Void) async throws {
    let options = try callOptions()
    let client = EngramClient(to: try server.endpoint())
    do {
      try await body(client, options)
    } catch let status as RPCStatus {
      StandardError.line(StatusText.describe(status))
      throw ExitCode(16 + status.code.rawValue)
    }
    await client.close()
  }

  private func callOptions() throws -> CallOptions {
    let entries = try Settings.metadata.given(metadata).map { given in
      try given.parse(expecting: "KEY=VALUE") { text -> Ttrpc.KeyValue? in
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
        return Ttrpc.KeyValue(
          key: text[..<equals].lowercased(), value: String(text[text.index(after: equals)...]))
      }
    }
    return CallOptions(timeout: try Settings.timeout.given(timeout)?.seconds(), metadata: entries)
  }
}
