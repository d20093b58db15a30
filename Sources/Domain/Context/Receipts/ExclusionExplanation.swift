import FoundationEssentials

/// Why something was, or was not, in a context.
public struct ExclusionExplanation: Sendable, Hashable {
  /// Whether it was in the context after all.
  public var wasIncluded: Bool { item?.reason == nil && item != nil }
  /// What is known of it; `nil` when it was not among what was found. Of a document, its best chunk.
  public let item: ContextReceipt.Item?
  /// The lowest score of its section's items in the context; 0 when there are none.
  public let lowestIncludedScore: Double
  /// For people.
  public let text: String

  init(of id: UUID, in receipt: ContextReceipt) {
    let all = receipt.content.items.filter { $0.id == id }
    let item = all.first { $0.reason == nil } ?? all.first
    let included = receipt.content.items.filter { $0.section == item?.section && $0.reason == nil }
    self.item = item
    lowestIncludedScore = item == nil ? 0 : included.map(\.score).min() ?? 0
    text = Self.text(item, receipt.content)
  }

  private static func text(
    _ item: ContextReceipt.Item?, _ content: ContextReceipt.Content
  ) -> String {
    guard let item else {
      return "It was not among what was found. Either it is not seen by the conversation's user "
        + "and project, or its words and its meaning are farther from the query than those of "
        + "what was found; a message may also be older than the latest that were read."
    }
    let place = "It was number \(item.rank) of what was found for its section"
    return switch item.reason {
    case nil: "It was in the context."
    case .budget:
      "\(place), and its \(item.tokens) tokens found no room: the budget of "
        + "\(content.tokenBudget) tokens, or the section's share of it, was full."
    case .limit: "\(place), which may have only so many items."
    case .duplicate: "It says what a summary in the context says."
    case .deleted: "Its content was deleted."
    }
  }
}
