import Client
import Foundation
import Testing
import Wire

extension IsolationTests {
  static let contextAttempts: [String: Attempt] = [
    "GetConversationContext": { client, me, them in
      await expect(.notFound) {
        try await client.conversations.getConversationContext(
          .init(organizationID: me, conversationID: them.conversation))
      }
      // The same names are others here.
      let mine = try await client.conversations.createConversation(
        .init(organizationID: me, userID: them.user, projectID: them.project))
      let context = try await client.conversations.getConversationContext(
        .init(
          organizationID: me, conversationID: mine.conversationID, query: "secret memory",
          form: .sections))
      #expect(context.sections.isEmpty && context.omitted.isEmpty)
    },
    "GetContextReceipt": { client, me, them in
      let context = try await client.conversations.getConversationContext(
        .init(organizationID: them.organization, conversationID: them.conversation))
      await expect(.notFound) {
        try await client.conversations.getContextReceipt(
          .init(organizationID: me, receiptID: context.receiptID))
      }
    },
    "ExplainExclusion": { client, me, them in
      let context = try await client.conversations.getConversationContext(
        .init(organizationID: them.organization, conversationID: them.conversation))
      await expect(.notFound) {
        try await client.conversations.explainExclusion(
          .init(organizationID: me, receiptID: context.receiptID, itemID: them.memory))
      }
    },
  ]
}
