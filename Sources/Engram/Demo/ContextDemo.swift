import Client
import Wire

/// Asks for the context of the conversation for some questions, and shows what it is made of.
struct ContextDemo: DemoPart {
  private static let budget: Int32 = 4_000
  private static let questions = [
    "What did the ghost tell Hamlet about his father's death?",
    "What advice did Polonius give to Laertes?",
    "Why may Hamlet not go back to Wittenberg?",
  ]

  let conversations: EngramV1.ConversationServiceClient
  let conversation: String
  /// Such as `before consolidation`.
  let occasion: String

  func run() async throws {
    say("")
    say("the context of \(Self.budget) tokens for three questions, \(occasion):")
    for question in Self.questions { try await ask(question) }
  }

  private func ask(_ question: String) async throws {
    var timings = Timings()
    let context = try await timings.measure {
      try await conversations.getConversationContext(
        .init(
          organizationID: Demo.organization, conversationID: conversation, query: question,
          tokenBudget: Self.budget))
    }
    try require(context.totalTokens <= Self.budget, "the context is larger than its budget")
    say("")
    say("\(question) (\(context.totalTokens) tokens, \(timings))")
    for section in context.sections { show(section) }
    for omitted in context.omitted where omitted.messageCount > 0 { show(omitted) }
  }

  private func show(_ section: EngramV1.ContextSection) {
    say("  \(section.items.count) \(name(of: section.type)), \(section.tokens) tokens")
    guard section.type != .messages, section.type != .summaries else { return }
    for item in section.items.sorted(by: { $0.score > $1.score }).prefix(2) {
      let line = item.content.split(whereSeparator: \.isNewline).first ?? ""
      say(
        "    \(number(item.score)) \(item.name.isEmpty ? "" : item.name + ": ")\(line.cut(to: 72))")
    }
  }

  private func show(_ omitted: EngramV1.OmittedItems) {
    let what = omitted.section == .summaries ? "summaries of " : ""
    let why = omitted.reason == .limit ? "beyond the limit" : "for want of room"
    say("  left out \(why): \(what)\(omitted.messageCount) older messages")
  }

  private func name(of type: EngramV1.ContextSectionType) -> String {
    switch type {
    case .summaries: "summaries"
    case .memories: "memories"
    case .recalledMessages: "recalled messages"
    case .documents: "documents"
    default: "messages"
    }
  }

  private func number(_ score: Double) -> String {
    let hundredths = Int((score * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
