import Client
import Foundation
import Wire

/// Imports a conversation by RPC, reads it back and compares, has it consolidated, then keeps memories
/// of it; shows what a model would read, before and after.
struct Demo: DemoPart {
  static let organization = "demo"
  static let pageSize: Int32 = 50

  let endpoint: Endpoint
  let transcript: Transcript

  func run() async throws {
    let client = try await EngramClient.connect(to: endpoint)
    let conversations = client.conversations
    // It is shown before and after: nothing may happen in between.
    _ = try await client.organizations.updateSettings(
      .init(
        organizationID: Self.organization, updateMask: .init(paths: ["consolidation.automatic"]),
        consolidation: .init(automatic: .off)))
    let created = try await conversations.createConversation(
      .init(
        organizationID: Self.organization, userID: "reader", title: transcript.header.title))
    say("created conversation \(created.conversationID)")

    let added = try await append(to: created.conversationID, conversations)
    try await retryLast(in: created.conversationID, added, conversations)
    try await readBack(created.conversationID, conversations)
    try await readNewest(created.conversationID, conversations)
    let isHamlet = transcript.header.title == HamletMemories.title
    if isHamlet {
      try await showContext(of: created.conversationID, "before consolidation", conversations)
    }
    try await ConsolidationDemo(
      conversations: conversations, conversation: created.conversationID
    ).run()
    if isHamlet {
      try await MemoryDemo(memories: client.memories, conversation: created.conversationID).run()
      try await showContext(of: created.conversationID, "after consolidation", conversations)
    }
    await client.close()
  }

  private func showContext(
    of id: String, _ occasion: String, _ conversations: EngramV1.ConversationServiceClient
  ) async throws {
    try await ContextDemo(conversations: conversations, conversation: id, occasion: occasion).run()
  }

  /// Sends one message a call, as a chat would.
  private func append(
    to conversation: String, _ conversations: EngramV1.ConversationServiceClient
  ) async throws -> [EngramV1.AddedMessage] {
    var added: [EngramV1.AddedMessage] = []
    var timings = Timings()
    for message in transcript.messages {
      let reply = try await timings.measure {
        try await conversations.addMessages(
          .init(
            organizationID: Self.organization, conversationID: conversation, messages: [message]))
      }
      added += reply.messages
      if added.count.isMultiple(of: 50) { say("  \(added.count) messages") }
    }
    say("appended \(added.count) messages, one a call: \(timings)")
    return added
  }

  /// A client that lost the reply asks again, and gets the first result.
  private func retryLast(
    in conversation: String, _ added: [EngramV1.AddedMessage],
    _ conversations: EngramV1.ConversationServiceClient
  ) async throws {
    let again = try await conversations.addMessages(
      .init(
        organizationID: Self.organization, conversationID: conversation,
        messages: transcript.messages.suffix(1)))
    try require(again.messages == added.suffix(1), "a retry gave another result than the first")
    say("sent the last message again: still number \(again.messages.first?.seq ?? 0)")
  }

  private func readBack(
    _ id: String, _ conversations: EngramV1.ConversationServiceClient
  ) async throws {
    let conversation = try await conversations.getConversation(
      .init(organizationID: Self.organization, conversationID: id))
    try require(conversation.title == transcript.header.title, "the title differs")
    try require(
      conversation.messageCount == Int64(transcript.messages.count), "the count differs")
    say("")
    say("\(conversation.title), \(conversation.messageCount) messages")
    say("  \(transcript.header.source) (\(transcript.header.license))")

    var read: [EngramV1.Message] = []
    var timings = Timings()
    var token = ""
    repeat {
      let page = try await timings.measure { [token] in
        try await conversations.listMessages(
          .init(
            organizationID: Self.organization, conversationID: id, order: .oldestFirst,
            pageSize: Self.pageSize, pageToken: token))
      }
      read += page.messages
      token = page.nextPageToken
    } while !token.isEmpty
    try compare(read)
    for message in read.prefix(3) { show(message) }
    say("  ...")
    for message in read.suffix(2) { show(message) }
    say("read all of it back, equal to what was sent, in pages of \(Self.pageSize): \(timings)")
  }

  private func readNewest(
    _ id: String, _ conversations: EngramV1.ConversationServiceClient
  ) async throws {
    let page = try await conversations.listMessages(
      .init(
        organizationID: Self.organization, conversationID: id, order: .newestFirst, pageSize: 3))
    try require(
      page.messages.map(\.content) == transcript.messages.suffix(3).reversed().map(\.content),
      "the newest messages differ")
    say("")
    say("the newest first:")
    for message in page.messages { show(message) }
  }

  private func compare(_ read: [EngramV1.Message]) throws {
    try require(read.count == transcript.messages.count, "read another number of messages")
    for (index, (stored, sent)) in zip(read, transcript.messages).enumerated() {
      try require(
        stored.seq == Int64(index + 1) && stored.messageID == sent.messageID
          && stored.role == sent.role && stored.name == sent.name
          && stored.content == sent.content,
        "message \(index + 1) differs from what was sent")
    }
  }

  private func show(_ message: EngramV1.Message) {
    let line = message.content.split(whereSeparator: \.isNewline).first ?? ""
    say("  \(message.seq) \(message.name.isEmpty ? "" : message.name + ": ")\(line.cut(to: 72))")
  }
}
