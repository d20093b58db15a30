/// A memory to store.
public struct NewMemory: Sendable {
  let id: MemoryID
  let type: MemoryType
  let place: MemoryPlace
  let source: MemorySource?
  let content: String
  /// What is `nil` of these is the standard or, where the same content is there, stays.
  let importance: MemoryImportance?
  let metadata: MetadataObject?
  let expiresAt: Moment?
  /// Who made it and, unless that is a caller, in which consolidation.
  let origin: MemoryOrigin
  let consolidationID: ConsolidationID?
  /// The content for the index of words.
  let indexed: SearchText
  /// Finds the same content again.
  let contentHash: [UInt8]

  /// A caller's memory; checks the content and the time.
  public init(
    id: MemoryID, type: MemoryType, place: MemoryPlace, source: MemorySource?, content: String,
    importance: MemoryImportance?, metadata: MetadataObject?, expiresAt: Moment?
  ) throws(DomainError) {
    try self.init(
      id: id, type: type, place: place, source: source, content: content, importance: importance,
      metadata: metadata, expiresAt: expiresAt, origin: .caller, consolidationID: nil)
  }

  /// A memory of any origin; checks the content and the time.
  init(
    id: MemoryID, type: MemoryType, place: MemoryPlace, source: MemorySource?, content: String,
    importance: MemoryImportance?, metadata: MetadataObject?, expiresAt: Moment?,
    origin: MemoryOrigin, consolidationID: ConsolidationID?
  ) throws(DomainError) {
    self.id = id
    self.type = type
    self.place = place
    self.source = source
    self.content = try MemoryRules.content(content)
    self.importance = importance
    self.metadata = metadata
    self.expiresAt = try MemoryRules.expiry(expiresAt)
    self.origin = origin
    self.consolidationID = consolidationID
    // Here, where the caller waits, and not on the thread of a connection.
    indexed = SearchText(indexing: content)
    contentHash = MemoryRules.hash(of: content)
  }

  /// Bytes that it takes among the parameters of a store: its texts, and at most 400 for the rest.
  var byteCount: Int {
    content.utf8.count + indexed.lead.utf8.count + indexed.rest.utf8.count
      + (metadata?.json.utf8.count ?? 0) + 400
  }

  /// Tells a repeated request from another one with the same id.
  var requestHash: [UInt8] {
    var hash = RequestHash()
    hash.add(Int64(type.rawValue))
    hash.add(Int64(place.scope.rawValue))
    hash.add(place.projectID?.text)
    hash.add(place.userID?.text)
    hash.add(source?.conversationID.text)
    hash.add(source?.messages?.lowerBound ?? 0)
    hash.add(source?.messages?.upperBound ?? 0)
    hash.add(content)
    hash.add(Int64(importance?.value ?? 0))
    hash.add(metadata?.json)
    hash.add(Int64(expiresAt == nil ? 0 : 1))
    hash.add(expiresAt?.microsecondsSinceUnixEpoch ?? 0)
    return hash.finish()
  }
}

/// What holds for every memory, new or changed.
enum MemoryRules {
  static func content(_ text: String) throws(DomainError) -> String {
    guard !text.isEmpty else { throw RuleViolation("must not be empty").at("content") }
    return try TextLimits.check(text, atMost: TextLimits.maxMemoryBytes, field: "content")
  }

  static func expiry(_ moment: Moment?) throws(DomainError) -> Moment? {
    guard let moment else { return nil }
    guard moment > Moment.now else { throw RuleViolation("must be in the future").at("expires_at") }
    return moment
  }

  /// The first half of SHA-256.
  static func hash(of content: String) -> [UInt8] {
    var hash = RequestHash()
    hash.add(content)
    return Array(hash.finish().prefix(16))
  }
}
