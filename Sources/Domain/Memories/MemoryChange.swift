import Postgres

/// What to change of a memory.
public struct MemoryChange: Sendable {
  let type: Change<MemoryType>
  let content: Change<String>
  let importance: Change<MemoryImportance>
  let metadata: Change<MetadataObject?>
  let expiresAt: Change<Moment?>

  /// Checks the content and the time.
  public init(
    type: Change<MemoryType>, content: Change<String>, importance: Change<MemoryImportance>,
    metadata: Change<MetadataObject?>, expiresAt: Change<Moment?>
  ) throws(DomainError) {
    if let text = content.value { _ = try MemoryRules.content(text) }
    if let moment = expiresAt.value { _ = try MemoryRules.expiry(moment) }
    self.type = type
    self.content = content
    self.importance = importance
    self.metadata = metadata
    self.expiresAt = expiresAt
  }

  /// The parameters of `memory_update` after the ids.
  var parameters: [PostgresValue] {
    let indexed = content.value.map(SearchText.init(indexing:))
    return [
      .int2(type.value?.rawValue), .text(content.value), .text(indexed?.lead), .text(indexed?.rest),
      .bytea(content.value.map(MemoryRules.hash)), .int2(importance.value?.value),
      .bool(metadata.isSet), .jsonb(metadata.value??.json),
      .bool(expiresAt.isSet), .timestamptz(expiresAt.value??.timestamp),
    ]
  }
}
