import ArgumentParser
import Wire

/// Which server to call.
struct AddressOptions: ParsableArguments {
  /// Where servers listen, and are called, unless something else is said.
  static let standard = Endpoint.tcp(host: "127.0.0.1", port: 7420)

  @Option(name: Settings.address.name, help: Settings.address.help)
  var address: String?

  func validate() throws { _ = try endpoint() }

  func endpoint() throws -> Endpoint {
    try Settings.address.given(address)?.parse { try Endpoint(parsing: $0) } ?? Self.standard
  }
}
