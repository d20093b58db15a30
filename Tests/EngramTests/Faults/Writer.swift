import Client
import Foundation
import Wire

/// Appends messages to a conversation, one after the other, each until it is acknowledged.
struct Writer: Sendable {
  let number: Int
  let conversation: ConversationName
  let client: EngramClient
  let ledger: Ledger
  let log: CallLog
  /// Failures after which the same message is sent again.
  var retried: Set<StatusCode> = [.unavailable]
  var options = CallOptions()

  /// Appends the writer's `count`th message.
  func append(_ count: Int) async throws {
    let id = UUID().uuidString.lowercased()
    let content = "message \(count) of writer \(number)"
    let request = EngramV1.AddMessagesRequest(
      organizationID: conversation.organization, conversationID: conversation.id,
      messages: [.init(messageID: id, role: .user, content: content)])
    while true {
      do throws(RPCStatus) {
        let reply = try await log.note(of: number) { () throws(RPCStatus) in
          try await client.conversations.addMessages(request, options: options)
        }
        return ledger.acknowledge(
          id,
          Ledger.Entry(
            conversation: conversation.id, content: content, seq: reply.messages.first?.seq ?? 0))
      } catch {
        guard retried.contains(error.code) else { throw error }
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
