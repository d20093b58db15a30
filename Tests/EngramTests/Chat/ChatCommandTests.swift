import Client
import Foundation
import TestSupport
import Testing
import Wire

/// `engram chat`, through a pipe and on a terminal.
@Suite(.serialized) struct ChatCommandTests {
  @Test func `replies go to standard output, and what was said is kept`() async throws {
    let model = try await OpenAIServer.start()
    try await model.set(
      OpenAIBehaviour(chatReplies: [
        ScriptedReply("Hello Ada."), ScriptedReply("You like\ntea."),
      ]))
    let serve = try ServeProcess(options: ["--llm-url", model.baseURL])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let said = try await chat(
      serve, "Hello\n\n/remember Ada likes tea\nWhat do I like?\n/memories\n")
    #expect(said.status == 0)
    #expect(said.output == "Hello Ada.\nYou like\ntea.\n")
    #expect(said.errors.contains("  Ada likes tea\n"))
    let conversation = try #require(said.errors.firstMatch(of: /conversation ([0-9a-f-]{36});/)).1
    #expect(try await model.counters().chat.last?.messages.last?.content == "What do I like?")

    let memory = try #require(said.errors.firstMatch(of: /remembered as ([0-9a-f-]{36})/)).1
    let more = try await chat(
      serve, "/forget \(memory)\n/memories\n/context\nGo on\n/context\n/quit\nnot this\n",
      "--conversation", String(conversation))
    #expect(more.status == 0)
    #expect(more.errors.contains("forgotten\nno memories\nno reply yet\n"))
    #expect(more.errors.contains("model            gpt-4o-mini\n"))
    #expect(
      more.errors.contains(/\n  messages  \d+ tokens  [0-9a-f-]{36}  assistant: You like tea\.\n/))
    let client = EngramClient(to: try Endpoint(parsing: serve.address))
    let messages = try await client.conversations.listMessages(
      .init(organizationID: "default", conversationID: String(conversation))
    ).messages
    #expect(messages.count == 6 && messages[3].content == "You like\ntea.")
    await client.close()
    #expect(try await serve.end(SIGTERM) == 0)
  }

  @Test func `in a pipe the first call that fails ends it, and commands are checked`() async throws
  {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let failed = try await chat(
      serve, "/oops\n/forget 7\nnot this\n", "--instructions", "Be brief.")
    #expect(failed.status == 16 + StatusCode.invalidArgument.rawValue)
    #expect(failed.errors.contains("not a command: /oops; /help lists them\n"))
    #expect(failed.output == "")
    let quoted = try await chat(serve, "Miezi is my cat.\nWho is Miezi?\nAnd my cat?\n")
    #expect(quoted.output.contains("> Miezi is my cat. (user)"))
    #expect(quoted.errors.split(separator: "no model is set up").count == 2)
    let other = try await chat(serve, "", "--conversation", UUID().uuidString)
    #expect(other.status == 16 + StatusCode.notFound.rawValue)
    #expect(try await serve.end(SIGTERM) == 0)
  }

  @Test func `an organization's own model answers its chats, with its key`() async throws {
    let model = try await OpenAIServer.start(key: "own-key")
    try await model.set(OpenAIBehaviour(chatReplies: [ScriptedReply("Hello from afar.")]))
    let serve = try ServeProcess(
      options: ["--llm-allow-private-addresses"],
      preparation: "export ENGRAM_MASTER_KEY=\(String(repeating: "a", count: 64))")
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let client = EngramClient(to: try Endpoint(parsing: serve.address))
    _ = try await client.organizations.updateSettings(
      .init(
        organizationID: "default", updateMask: .init(paths: ["llm"]),
        llm: .init(baseURL: model.baseURL, model: "own", apiKey: "own-key")))
    await client.close()
    let said = try await chat(serve, "Hello\n")
    #expect(said.status == 0 && said.output == "Hello from afar.\n")
    #expect(try await model.counters().chat.last?.model == "own")
    #expect(try await serve.end(SIGTERM) == 0)
  }

  @Test func `on a terminal one ^C stops a reply, and two at the prompt end`() async throws {
    let model = try await OpenAIServer.start()
    try await model.set(
      OpenAIBehaviour(chatReplies: [
        ScriptedReply(String(repeating: "word ", count: 5_000)) { $0.pauseMs = 50 }
      ]))
    let serve = try ServeProcess(options: ["--llm-url", model.baseURL])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let client = EngramClient(to: try Endpoint(parsing: serve.address))
    let conversation = try await client.conversations.createConversation(
      .init(organizationID: "default", conversationID: UUIDv7.next(), userID: "ada"))
    let terminal = try TerminalProcess([
      "chat", "--user", "ada", "--address", serve.address,
      "--conversation", conversation.conversationID,
    ])
    try await terminal.see("> ")
    try terminal.type("Talk\n")
    try await terminal.see("word word")
    try terminal.interrupt()
    try await terminal.see("(stopped; what was said is kept)\r\n> ")
    let reply = try await storedReply(of: conversation, client)
    #expect(reply.content.hasPrefix("word word") && reply.content.count < 24_900)
    #expect(reply.metadataJSON.contains(#""is_cut": true"#))
    try terminal.interrupt()
    try await terminal.see("(^C again ends; /quit does too)")
    try terminal.interrupt()
    #expect(try await terminal.end() == 130)
    await client.close()
    #expect(try await serve.end(SIGTERM) == 0)
  }

  /// The second message, once it is there: what was said before a cut is stored after the cut.
  private func storedReply(
    of conversation: EngramV1.Conversation, _ client: EngramClient
  ) async throws -> EngramV1.Message {
    for _ in 0..<300 {
      let messages = try await client.conversations.listMessages(
        .init(
          organizationID: "default", conversationID: conversation.conversationID)
      ).messages
      if messages.count == 2 { return messages[1] }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw CancellationError()
  }

  private func chat(
    _ serve: ServeProcess, _ input: String, _ options: String...
  ) async throws -> Executable.Result {
    try await Executable.run(
      ["chat", "--user", "ada", "--address", serve.address] + options, input: input)
  }
}
