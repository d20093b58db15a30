import Domain
import FoundationEssentials

/// A memory of the user `ann`, or of somebody else.
func memory(
  _ content: String, id: MemoryID = MemoryID(), scope: MemoryScope = .user,
  project: String? = nil, user: String? = "ann", type: MemoryType = .semantic,
  importance: Int32? = nil, metadata: String? = nil, source: MemorySource? = nil,
  expiresIn seconds: Double? = nil
) throws -> NewMemory {
  try NewMemory(
    id: id, type: type,
    place: MemoryPlace(
      scope: scope, projectID: project.map { try ProjectID($0) },
      userID: user.map { try UserID($0) }),
    source: source, content: content, importance: importance.map { try MemoryImportance($0) },
    metadata: metadata.map { try MetadataObject($0) },
    expiresAt: seconds.map { try moment(in: $0) })
}

/// So many seconds from now.
func moment(in seconds: Double) throws -> Moment {
  let time = Date().timeIntervalSince1970 + seconds
  return try Moment(
    secondsSinceUnixEpoch: Int64(time.rounded(.down)),
    nanoseconds: Int32((time - time.rounded(.down)) * 1e9))
}

/// Where a caller stands.
func view(
  project: String? = nil, user: String? = nil, scopes: [MemoryScope] = []
) throws -> MemoryView {
  try MemoryView(
    projectID: project.map { try ProjectID($0) }, userID: user.map { try UserID($0) },
    scopes: scopes)
}

extension DomainFixture {
  /// Stores one memory.
  @discardableResult
  func store(_ memory: NewMemory, in scope: RequestScope) async throws -> StoredMemory {
    try await memories.store([memory], in: scope)[0]
  }

  /// All that is seen from `view`, whatever its number.
  func all(
    _ view: MemoryView,
    _ filter: MemoryFilter = .init(
      types: [], conversationID: nil, minImportance: nil),
    in scope: RequestScope
  ) async throws -> [Memory] {
    var found: [Memory] = []
    var token = ""
    repeat {
      let page = try await memories.list(
        view, filter, page: PageRequest(size: 1_000, token: token), in: scope)
      found += page.items
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    return found
  }

  func embedAll(_ stored: [StoredMemory], in scope: RequestScope) async -> [Bool] {
    await embedder.states(of: stored, waiting: true, in: scope)
  }
}
