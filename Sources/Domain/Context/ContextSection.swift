/// A part of a context, in the order in which they are rendered; the numbers are the database's.
public enum ContextSection: Int16, Sendable, Hashable, CaseIterable, Codable {
  case summaries = 1
  case memories = 2
  /// Summarised messages that the query finds.
  case recalledMessages = 3
  /// Chunks of documents.
  case documents = 4
  /// The latest messages.
  case messages = 5

  /// Those that depend on the query.
  static let found: [ContextSection] = [.memories, .recalledMessages, .documents]
}

/// Why something is not in a context; the numbers are the database's.
public enum OmissionReason: Int16, Sendable, Hashable, Codable {
  /// The budget, or its section's share of it, was full.
  case budget = 1
  /// Its section may have only so many.
  case limit = 2
  /// It says what a summary in the context says.
  case duplicate = 3
  /// Its content was deleted.
  case deleted = 4
}
