/// What to search for among the memories that a caller sees.
public struct MemoryQuery: Sendable {
  /// How many results there are when the caller does not say.
  public static let defaultLimit: Int32 = 10
  /// The most results.
  public static let maxLimit: Int32 = 100

  let text: String
  let limit: Int32
  private let types: [MemoryType]
  private let minImportance: MemoryImportance?
  let metadata: MetadataObject?
  private let createdAfter: Moment?
  private let createdBefore: Moment?

  /// Checks text and limit; a limit of 0 is the default. Only memories of these types (of all when
  /// there are none), of at least this importance, whose metadata contains `metadata`, and made from
  /// `createdAfter` on and before `createdBefore`; `nil` for all.
  public init(
    text: String, types: [MemoryType], minImportance: MemoryImportance?,
    metadata: MetadataObject?, createdAfter: Moment?, createdBefore: Moment?, limit: Int32
  ) throws(DomainError) {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw RuleViolation("must not be empty").at("query")
    }
    self.text = try TextLimits.check(text, atMost: TextLimits.maxQueryBytes, field: "query")
    guard (0...Self.maxLimit).contains(limit) else {
      throw RuleViolation("must be 0, for \(Self.defaultLimit), or 1 to \(Self.maxLimit)")
        .at("limit")
    }
    self.limit = limit == 0 ? Self.defaultLimit : limit
    self.types = types
    self.minImportance = minImportance
    self.metadata = metadata
    self.createdAfter = createdAfter
    self.createdBefore = createdBefore
  }

  /// Whether a memory passes the filters, that of metadata excepted.
  func wants(_ memory: CopiedMemory) -> Bool {
    (types.isEmpty || types.contains { $0.rawValue == memory.type })
      && memory.importance >= minImportance?.value ?? 1
      && (createdAfter.map { memory.createdAt >= $0 } ?? true)
      && (createdBefore.map { memory.createdAt < $0 } ?? true)
  }

  /// Whether some memories that a caller sees are left out.
  var isFiltered: Bool {
    !(types.isEmpty && minImportance == nil && metadata == nil && createdAfter == nil
      && createdBefore == nil)
  }
}
