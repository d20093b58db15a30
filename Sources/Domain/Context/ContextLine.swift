/// How a model gets to see an item that is no message of its own: a line, quoted, with its origin and
/// date.
enum ContextLine {
  static func text(of item: ContextItem) -> String {
    "- \(origin(of: item)): \(QuotedText.quote(item.content))\n"
  }

  private static func origin(of item: ContextItem) -> String {
    let date = item.occurredAt.text
    return switch item.section {
    case .summaries: "messages \(range(of: item))"
    case .memories: "\(item.origin), \(date)"
    case .recalledMessages: "message \(range(of: item)), \(speaker(of: item)), \(date)"
    case .documents: document(item) + ", \(date)"
    case .messages: speaker(of: item)
    }
  }

  private static func range(of item: ContextItem) -> String {
    guard let messages = item.messages else { return "" }
    return messages.count == 1
      ? "\(messages.lowerBound)" : "\(messages.lowerBound) to \(messages.upperBound)"
  }

  private static func speaker(of item: ContextItem) -> String {
    let role = item.role.map { "\($0)" } ?? "user"
    return item.name.isEmpty ? role : "\(QuotedText.quote(item.name)) (\(role))"
  }

  private static func document(_ item: ContextItem) -> String {
    [item.name, item.origin, item.sourceURI].filter { !$0.isEmpty }.map(QuotedText.quote)
      .joined(separator: ", ")
  }
}
