import Client
import Wire

/// Has the conversation consolidated, shows the summaries, and verifies that no message was lost.
struct ConsolidationDemo: DemoPart {
  private static let shownCharacters = 700

  let conversations: EngramV1.ConversationServiceClient
  let conversation: String

  func run() async throws {
    say("")
    let reply = try await conversations.consolidateConversation(
      .init(organizationID: Demo.organization, conversationID: conversation, wait: true))
    try require(reply.isDone, "the consolidation did not end in time")
    let listed = try await conversations.listConsolidations(
      .init(organizationID: Demo.organization, conversationID: conversation))
    guard let latest = listed.consolidations.first else {
      return say("nothing to consolidate: \(reply.activeMessageCount) messages stay active")
    }
    say(
      "consolidated messages 1 to \(reply.consolidatedSeq) in the background; "
        + "\(reply.activeMessageCount) stay active")
    for summary in listed.consolidations.reversed() {
      say(
        "  \(summary.fromSeq) to \(summary.toSeq), level \(summary.level): "
          + "\(summary.messageTokens) tokens became \(summary.tokenCount)")
    }
    say("the latest, messages \(latest.fromSeq) to \(latest.toSeq), by \(latest.model):")
    for line in excerpt(of: latest.content) { say("  \(line)") }
    try await verify()
  }

  private func excerpt(of text: String) -> [Substring] {
    text.prefix(Self.shownCharacters).split(separator: "\n")
  }

  private func verify() async throws {
    let coverage = try await conversations.verifyCoverage(
      .init(organizationID: Demo.organization, conversationID: conversation))
    try require(coverage.isComplete, "a message is lost, or summarised twice")
    let count = coverage.summaryCount
    say(
      "verified: each of \(coverage.messageCount) messages is active or in "
        + (count == 1 ? "the one summary" : "exactly one of \(count) current summaries"))
  }
}
