import ArgumentParser
import Client
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
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws { _ = try MethodCatalogue.find(method) }

  func run() async throws {
    let descriptor = try MethodCatalogue.find(method)
    let text = json == "-" ? try StandardInput.text(of: "the request") : json
    try await remote.withClient { client, options in
      try await call(descriptor, descriptor.requestType, text, options, client)
    }
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
}
