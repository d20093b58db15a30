import Postgres

/// What to search for in the documents that a caller sees.
public struct DocumentQuery: Sendable {
  /// How many results there are when the caller does not say.
  public static let defaultLimit: Int32 = 10
  /// The most results.
  public static let maxLimit: Int32 = 100
  /// The most documents that a search may be restricted to.
  public static let maxDocuments = 100

  let text: String
  let limit: Int32
  private let documentIDs: [DocumentID]
  private let metadata: MetadataObject?

  /// Checks text, ids and limit; a limit of 0 is the default. Only in these documents (in all when
  /// there are none), and in those whose metadata contains `metadata`; `nil` for all.
  public init(
    text: String, documentIDs: [DocumentID] = [], metadata: MetadataObject? = nil, limit: Int32 = 0
  ) throws(DomainError) {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw RuleViolation("must not be empty").at("query")
    }
    if !documentIDs.isEmpty {
      try BatchRule.check(documentIDs, atMost: Self.maxDocuments, field: "document_ids")
    }
    guard (0...Self.maxLimit).contains(limit) else {
      throw RuleViolation("must be 0, for \(Self.defaultLimit), or 1 to \(Self.maxLimit)")
        .at("limit")
    }
    self.text = try TextLimits.check(text, atMost: TextLimits.maxQueryBytes, field: "query")
    self.limit = limit == 0 ? Self.defaultLimit : limit
    self.documentIDs = documentIDs
    self.metadata = metadata
  }

  /// The parameters of `document_search` about which documents to look at.
  var filters: [PostgresValue] {
    [.uuidArray(documentIDs.map(\.uuid)), .jsonb(metadata?.json)]
  }
}
