import ArgumentParser
import Client
import Foundation
import Wire

struct CallCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call",
    abstract: "Call a method of a server.",
    discussion: """
      Takes the request and prints the reply as JSON; of a stream, each reply is one line. A call \
      that fails says why on standard error, and ends with 16 plus the number of its status.
      """)

  @Argument(help: "Such as engram.v1.ConversationService/CreateConversation.")
  var method: String
  @Argument(help: "The request as proto3 JSON; - reads it from standard input.")
  var json = "{}"
  @OptionGroup var server: AddressOptions
  @Option(name: Settings.metadata.name, help: Settings.metadata.help)
  var metadata: [String] = []
  @Option(name: Settings.timeout.name, help: Settings.timeout.help)
  var timeout: String?

  func validate() throws {
    _ = try MethodCatalogue.find(method)
    _ = try callOptions()
  }

  func run() async throws {
    let descriptor = try MethodCatalogue.find(method)
    let options = try callOptions()
    let text = json == "-" ? try standardInput() : json
    let client = EngramClient(to: try server.endpoint())
    do {
      try await call(descriptor, descriptor.requestType, text, options, client)
    } catch let status as RPCStatus {
      StandardError.line(StatusText.describe(status))
      throw ExitCode(16 + status.code.rawValue)
    }
    await client.close()
  }

  private func call<Request: WireMessage>(
    _ descriptor: MethodDescriptor, _ type: Request.Type, _ text: String, _ options: CallOptions,
    _ client: EngramClient
  ) async throws {
    let request = try Given(text: text, source: "the request").parse { try Request(json: $0) }
    try await call(descriptor, request, descriptor.replyType, options, client)
  }

  private func call<Reply: WireMessage>(
    _ descriptor: MethodDescriptor, _ request: some WireMessage, _ type: Reply.Type,
    _ options: CallOptions, _ client: EngramClient
  ) async throws {
    // What the caller knows of the method is unknown here, so nothing is sent twice.
    let method = RemoteMethod(
      service: descriptor.service, name: descriptor.method, isIdempotent: false)
    if descriptor.serverStreaming {
      let replies = client.serverStreaming(
        method, request, returning: Reply.self, options: options)
      for try await reply in replies { StandardOutput.line(reply.json()) }
    } else {
      let reply = try await client.unary(
        method, request, returning: Reply.self, options: options)
      StandardOutput.line(reply.json(pretty: true))
    }
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

  private func standardInput() throws -> String {
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ValidationError("the request on standard input is not UTF-8")
    }
    return text
  }
}
