import Client
import Foundation
import HTTPClient
import LLM
import TestSupport
import Testing
import Wire

/// A server whose users chat with a model on another server, and one conversation.
struct ChatFixture {
  let model: OpenAIServer
  let server: ServerFixture
  let organization = ServerFixture.uniqueID()
  let conversation: String

  var client: EngramClient { server.client }

  init(key: String? = nil, _ change: (inout OpenAIChat.Options) -> Void = { _ in }) async throws {
    model = try await OpenAIServer.start(key: key)
    var options = OpenAIChat.Options()
    // One attempt, where a test says nothing else.
    options.streamRetries = .never
    change(&options)
    server = try await ServerFixture(
      provider: OpenAIChat(
        OpenAIEndpoint(baseURL: model.baseURL), model: "gpt-4o-mini", client: HTTPClient(),
        options: options))
    conversation = try await server.client.conversations.createConversation(
      .init(organizationID: organization, userID: "ann")
    ).conversationID
  }

  /// What a chat brings, as far as it comes.
  struct Outcome {
    var texts: [String] = []
    var result: EngramV1.ChatResult?
    var status: RPCStatus?

    var text: String { texts.joined() }
  }

  func request(
    _ content: String, id: String = "", _ change: (inout EngramV1.ChatRequest) -> Void = { _ in }
  ) -> EngramV1.ChatRequest {
    var request = EngramV1.ChatRequest(
      organizationID: organization, conversationID: conversation, messageID: id, content: content)
    change(&request)
    return request
  }

  func chat(
    _ content: String = "Hello", id: String = "", options: CallOptions = CallOptions(),
    _ change: (inout EngramV1.ChatRequest) -> Void = { _ in },
    onText: (String) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    var outcome = Outcome()
    do throws(RPCStatus) {
      for try await event in client.conversations.chat(
        request(content, id: id, change), options: options)
      {
        switch event.event {
        case .text(let text):
          outcome.texts.append(text)
          do { try await onText(text) } catch { throw RPCStatus(.unknown, "\(error)") }
        case .result(let result): outcome.result = result
        case nil: break
        }
      }
    } catch {
      outcome.status = error
    }
    return outcome
  }

  /// The messages of the conversation.
  func messages() async throws -> [EngramV1.Message] {
    try await client.conversations.listMessages(
      .init(organizationID: organization, conversationID: conversation)
    ).messages
  }

  /// Waits for so many messages.
  func messages(_ count: Int) async throws -> [EngramV1.Message] {
    while true {
      let found = try await messages()
      if found.count >= count { return found }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Has the model say this next.
  func script(_ replies: ScriptedReply...) async throws {
    try await model.set(OpenAIBehaviour(chatReplies: replies))
  }
}
