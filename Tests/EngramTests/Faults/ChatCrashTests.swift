import Client
import Foundation
import TestSupport
import Testing
import Wire

extension FaultTests {
  /// `engram serve` that ends while a model speaks.
  @Suite struct ChatCrashTests {
    private static let patience = Duration.seconds(60)

    @Test(.timeLimit(.minutes(3)))
    func `a process that is killed in the middle leaves a reply that is marked as cut`()
      async throws
    {
      let chat = try await SlowChat()
      defer { chat.serve.removeFolder() }
      // Late enough for what came to be saved.
      let status = await chat.listen { count in
        if count == 150 { kill(chat.serve.process.processIdentifier, SIGKILL) }
      }
      #expect(status?.code == .unavailable)
      _ = try await chat.serve.end(SIGKILL)
      let serve = try ServeProcess(folder: chat.serve.folder, options: chat.options)
      #expect(await serve.firstLine().hasPrefix("engram "))
      let reply = try await chat.reply(within: Self.patience)
      #expect(reply.content.hasPrefix("word word"))
      #expect(reply.metadataJSON.contains(#""is_cut": true"#))
      #expect(try await serve.end(SIGTERM) == 0)
      await chat.client.close()
    }

    @Test(.timeLimit(.minutes(3)))
    func `a process that is asked to end cuts what does not end in time, and says so`()
      async throws
    {
      let chat = try await SlowChat()
      defer { chat.serve.removeFolder() }
      let serve = chat.serve
      let status = await chat.listen { count in
        if count == 10 { kill(serve.process.processIdentifier, SIGTERM) }
      }
      #expect(status?.code == .unavailable)
      while serve.process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
      #expect(serve.process.terminationStatus == 0)
      let again = try ServeProcess(folder: serve.folder, options: chat.options)
      _ = await again.firstLine()
      let reply = try await chat.reply(within: Self.patience)
      #expect(reply.metadataJSON.contains(#""is_cut": true"#))
      #expect(try await again.end(SIGTERM) == 0)
      await chat.client.close()
    }
  }
}

/// A chat whose reply takes a minute.
private struct SlowChat {
  let model: OpenAIServer
  let serve: ServeProcess
  let options: [String]
  let client: EngramClient
  let conversation: String

  init() async throws {
    model = try await OpenAIServer.start()
    try await model.set(
      OpenAIBehaviour(chatReplies: [
        ScriptedReply(String(repeating: "word ", count: 2_000)) { $0.pauseMs = 30 }
      ]))
    options = ["--llm-url", model.baseURL]
    serve = try ServeProcess(options: options)
    _ = await serve.firstLine()
    client = EngramClient(to: try Endpoint(parsing: serve.address))
    conversation = try await client.conversations.createConversation(
      .init(organizationID: "acme", userID: "ada")
    ).conversationID
  }

  /// Hears the reply, piece by piece; how the call failed.
  func listen(_ onPiece: (Int) -> Void) async -> RPCStatus? {
    var heard = 0
    do throws(RPCStatus) {
      for try await _ in client.conversations.chat(
        .init(organizationID: "acme", conversationID: conversation, content: "Hello"))
      {
        heard += 1
        onPiece(heard)
      }
    } catch {
      return error
    }
    return nil
  }

  /// The stored reply, once it is there.
  func reply(within patience: Duration) async throws -> EngramV1.Message {
    let end = ContinuousClock.now + patience
    while true {
      let messages = try await client.conversations.listMessages(
        .init(organizationID: "acme", conversationID: conversation)
      ).messages
      if messages.count > 1 { return messages[1] }
      try #require(ContinuousClock.now < end, "there is no reply in time")
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}
