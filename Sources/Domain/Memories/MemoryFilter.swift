import Postgres

/// Which of the memories that a caller sees a list shows.
public struct MemoryFilter: Sendable {
  let types: [MemoryType]
  let conversationID: ConversationID?
  let minImportance: MemoryImportance?
  let includesSuperseded: Bool

  /// Only those of these types (of all when there are none), made from this conversation, and of at
  /// least this importance; `nil` for all. Those that are superseded only where it is asked for.
  public init(
    types: [MemoryType], conversationID: ConversationID?, minImportance: MemoryImportance?,
    includesSuperseded: Bool = false
  ) {
    self.types = types
    self.conversationID = conversationID
    self.minImportance = minImportance
    self.includesSuperseded = includesSuperseded
  }

  var parameters: [PostgresValue] {
    [
      .int2Array((types.isEmpty ? MemoryType.allCases : types).map(\.rawValue)),
      .uuid(conversationID?.uuid), .int2(minImportance?.value ?? 1),
    ]
  }

  /// What tells this filter from others, in page tokens.
  var filters: [String] {
    [
      Set(types).map { "\($0.rawValue)" }.sorted().joined(separator: ","),
      conversationID?.text ?? "", "\(minImportance?.value ?? 1)", "\(includesSuperseded)",
    ]
  }
}
