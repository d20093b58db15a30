import Client
import Testing
import Wire

extension IsolationTests {
  static let consolidationAttempts: [String: Attempt] = [
    "ConsolidateConversation": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.consolidateConversation(
          .init(organizationID: me, conversationID: them.conversation))
      }
    },
    "ListConsolidations": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.listConsolidations(
          .init(organizationID: me, conversationID: them.conversation, includeMerged: true))
      }
    },
    "UndoConsolidation": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.undoConsolidation(
          .init(
            organizationID: me, conversationID: them.conversation,
            consolidationID: them.message))
      }
    },
    "VerifyCoverage": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.verifyCoverage(
          .init(organizationID: me, conversationID: them.conversation))
      }
    },
  ]
}
