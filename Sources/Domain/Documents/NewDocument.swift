import Postgres

/// A document to put in its place.
public struct NewDocument: Sendable {
  let id: DocumentID
  let place: MemoryPlace
  let title: String
  let sourceURI: String
  let format: DocumentFormat
  let metadata: MetadataObject?
  let content: String

  /// Checks the texts and, beside what ``MemoryPlace`` checks, that only a user's document names one.
  public init(
    id: DocumentID, place: MemoryPlace, title: String, sourceURI: String, format: DocumentFormat,
    metadata: MetadataObject?, content: String
  ) throws(DomainError) {
    if place.scope != .user, place.userID != nil {
      throw RuleViolation("must be empty for what is not a user's").at("user_id")
    }
    guard !content.allSatisfy(\.isWhitespace) else {
      throw RuleViolation("must not be empty").at("content")
    }
    self.id = id
    self.place = place
    self.title = try TextLimits.check(title, atMost: TextLimits.maxNameBytes, field: "title")
    self.sourceURI = try TextLimits.check(
      sourceURI, atMost: TextLimits.maxSourceURIBytes, field: "source_uri")
    self.format = format
    self.metadata = metadata
    self.content = try TextLimits.check(
      content, atMost: TextLimits.maxDocumentBytes, field: "content")
  }

  /// Tells a repeated request from another one with the same id, and what is cut in another way.
  func requestHash(_ rules: ChunkRules) -> [UInt8] {
    var hash = RequestHash()
    hash.add(Int64(place.scope.rawValue))
    hash.add(place.projectID?.text)
    hash.add(place.userID?.text)
    hash.add(title)
    hash.add(sourceURI)
    hash.add(Int64(format.rawValue))
    hash.add(metadata?.json)
    hash.add(content)
    hash.add(Int64(rules.maxTokens))
    hash.add(Int64(rules.overlapTokens))
    return hash.finish()
  }
}
