import Client
import Synchronization
import Testing
import Wire

/// What the server acknowledged, to be compared with what it has kept.
final class Ledger: Sendable {
  struct Entry: Sendable, Hashable {
    let conversation: String
    let content: String
    let seq: Int64
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// Messages that were acknowledged.
  var count: Int { entries.withLock(\.count) }

  /// Notes that the message `id` was acknowledged, which each is once.
  func acknowledge(_ id: String, _ entry: Entry) {
    let earlier = entries.withLock { $0.updateValue(entry, forKey: id) }
    #expect(earlier == nil)
  }

  /// Waits until `count` messages are acknowledged.
  func reaches(_ count: Int) async throws {
    while self.count < count { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// Reads `conversations` back: each holds exactly what was acknowledged, once and as it was sent,
  /// at the place that was told, and its places are 1, 2, 3 and so on.
  func expectKept(
    in conversations: [ConversationName], by client: EngramClient,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    var kept: [String: Entry] = [:]
    for conversation in conversations {
      let messages = try await conversation.messages(client)
      #expect(
        messages.map(\.seq) == messages.indices.map { Int64($0 + 1) },
        sourceLocation: sourceLocation)
      for message in messages {
        let entry = Entry(
          conversation: conversation.id, content: message.content, seq: message.seq)
        let earlier = kept.updateValue(entry, forKey: message.messageID)
        #expect(earlier == nil, sourceLocation: sourceLocation)
      }
    }
    let acknowledged = entries.withLock { $0 }
    #expect(kept.count == acknowledged.count, sourceLocation: sourceLocation)
    let wrong = acknowledged.filter { kept[$0.key] != $0.value }
    #expect(wrong.isEmpty, sourceLocation: sourceLocation)
  }
}

/// A conversation by its ids.
struct ConversationName: Sendable, Hashable {
  let organization: String
  let id: String

  /// Creates `count` conversations.
  static func make(_ count: Int, by client: EngramClient) async throws -> [ConversationName] {
    var names: [ConversationName] = []
    for _ in 0..<count {
      let made = try await client.conversations.createConversation(
        .init(organizationID: "acme", userID: "ada"))
      names.append(ConversationName(organization: "acme", id: made.conversationID))
    }
    return names
  }

  /// All messages, oldest first.
  func messages(_ client: EngramClient) async throws -> [EngramV1.Message] {
    var messages: [EngramV1.Message] = []
    var request = EngramV1.ListMessagesRequest(
      organizationID: organization, conversationID: id, pageSize: 1_000)
    repeat {
      let page = try await client.conversations.listMessages(request)
      messages += page.messages
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    return messages
  }
}
