import FoundationEssentials
public import Postgres

/// Keeps documents.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct DocumentStore: Sendable {
  /// How often a call asks again when what it needs keeps being missing, or changing.
  private static let maxAttempts = 4
  /// What puts may take in memory at once; others wait.
  private static let putBytes = 128 << 20
  /// What a put takes for each byte of its content: chunks, their words, and both as parameters.
  private static let bytesPerByte = 8

  private let lanes: PostgresLanes
  private let putLanes: PostgresLanes
  private let rules: ChunkRules
  private let language: TextLanguage
  private let jobs: JobSignal
  private let room = LoadRoom(bytes: Self.putBytes)

  /// A store on the service's lanes; `jobs` is told of documents to embed.
  ///
  /// - Parameter putLanes: lanes of the service's role on which documents are put, since others would
  ///   wait behind large ones.
  public init(
    lanes: PostgresLanes, putLanes: PostgresLanes, rules: ChunkRules = ChunkRules(),
    language: TextLanguage = .english, jobs: JobSignal
  ) {
    self.lanes = lanes
    self.putLanes = putLanes
    self.rules = rules
    self.language = language
    self.jobs = jobs
  }

  /// Puts a document in its place, and on first use creates what it belongs to. What was there under
  /// its id goes in the same transaction. The same request again changes nothing.
  public func put(_ document: NewDocument, in scope: RequestScope) async throws -> PutDocument {
    try await room.with(document.content.utf8.count * Self.bytesPerByte) {
      try await putNow(document, in: scope)
    }
  }

  private func putNow(
    _ document: NewDocument, in scope: RequestScope
  ) async throws -> PutDocument {
    let rules = rules
    // Other calls wait for the thread that a call is on.
    let put = await withTaskExecutorPreference(globalConcurrentExecutor) {
      DocumentPut(document, rules: rules)
    }
    for _ in 0..<Self.maxAttempts {
      switch try await run(put, in: scope) {
      case .done(let result):
        jobs.wake()
        return result
      case .raced: continue
      case .purging:
        throw DomainError.unavailable(.document, retryAfter: DomainError.erasureRetry)
      case .incomplete:
        try await MemoryOwners.ensure(
          [document.place], of: scope.organizationID.text, scope.unit(isIdempotent: true),
          on: lanes)
      }
    }
    throw DomainError.unavailable(.document, retryAfter: DomainError.erasureRetry)
  }

  private enum PutState {
    case done(PutDocument)
    case raced, purging, incomplete
  }

  private enum PutRow: Sendable {
    case outcome(String)
    case document(Document)
    /// Of no interest.
    case other
  }

  private func run(_ put: DocumentPut, in scope: RequestScope) async throws -> PutState {
    let organization = scope.organizationID.text
    let id = put.document.id.uuid
    var queries: [Query<PutRow>] = [
      Query(
        DocumentStatements.lock, [.textArray([organization]), .uuidArray([id])], row: Self.other),
      Query(DocumentStatements.put, put.parameters(of: organization)) { row in
        .outcome(try row.decode(0))
      },
    ]
    let language = language
    let additions = await withTaskExecutorPreference(globalConcurrentExecutor) {
      put.additions(to: organization, language: language)
    }
    queries += additions.map { Query(DocumentStatements.addChunks, $0, row: Self.other) }
    queries.append(
      Query(
        DocumentStatements.seal, [.text(organization), .uuid(id), .bytea(put.requestHash)]
      ) { row in .document(try Document(row)) })
    return try state(of: try await putLanes.run(scope.unit(isIdempotent: true), all: queries))
  }

  private static let other: @Sendable (borrowing PostgresRow) -> PutRow = { _ in .other }

  private func state(of rows: [[PutRow]]) throws(PostgresError) -> PutState {
    var name = ""
    var document: Document?
    for row in rows.joined() {
      switch row {
      case .outcome(let text): name = text
      case .document(let sealed): document = sealed
      case .other: continue
      }
    }
    switch (name, document) {
    case ("raced", _): return .raced
    case ("purging", _): return .purging
    case ("incomplete", _): return .incomplete
    case (_, let document?):
      guard let outcome = PutOutcome(rawValue: name) else {
        throw .unknownOutcome(name, of: DocumentStatements.put)
      }
      return .done(PutDocument(document: document, outcome: outcome))
    // What it belongs to was deleted a moment after it was put.
    default: return .purging
    }
  }

  /// The document with this id.
  public func get(_ id: DocumentID, in scope: RequestScope) async throws -> Document {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(DocumentStatements.get, [scope.organization, .uuid(id.uuid)]) { row in
        try Document(row)
      })
    guard let document = rows.first else { throw DomainError.notFound(.document) }
    return document
  }

  /// The document with this id, and what it says.
  public func getWithContent(
    _ id: DocumentID, in scope: RequestScope
  ) async throws -> (document: Document, content: String) {
    for _ in 0..<Self.maxAttempts {
      let document = try await get(id, in: scope)
      let chunks = try await lanes.run(
        scope.unit(isIdempotent: true),
        Query(
          DocumentStatements.content,
          [scope.organization, .uuid(id.uuid), .int8(document.version)]
        ) { row in
          (from: try row.decode(0, as: Int32.self), text: try row.decode(1, as: String.self))
        }
      )
      if !chunks.isEmpty { return (document, content(of: chunks, byteCount: document.byteCount)) }
    }
    throw DomainError.aborted(.document)
  }

  private func content(of chunks: [(from: Int32, text: String)], byteCount: Int32) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(byteCount))
    for chunk in chunks {
      bytes += chunk.text.utf8.dropFirst(max(bytes.count - Int(chunk.from), 0))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Documents that are seen from `view`, of `sourceURI` where it is not empty, the newest first.
  public func list(
    _ view: MemoryView, sourceURI: String, page: PageRequest, in scope: RequestScope
  ) async throws -> Page<Document> {
    let token = PageToken(
      list: .documents, filters: [scope.organizationID.text] + view.filters + [sourceURI])
    let start = try token.position(from: page.token, NewestPosition.init(bytes:)) ?? .first
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.list,
        [scope.organization] + view.parameters + [.text(sourceURI.isEmpty ? nil : sourceURI)]
          + start.parameters + [.int4(page.size), .int8(PageBudget.bytes)]
      ) { row in
        ListedRow(item: try Document(row), found: try row.decode(Document.columnCount))
      })
    return Page(rows, token: token) {
      NewestPosition(createdAt: $0.createdAt, id: $0.id.uuid).bytes
    }
  }

  /// Deletes a document; of what it said nothing stays.
  public func delete(_ id: DocumentID, in scope: RequestScope) async throws {
    let rows = try await putLanes.run(
      scope.unit(isIdempotent: false),
      Query(DocumentStatements.delete, [scope.organization, .uuid(id.uuid)]) { _ in true })
    guard !rows.isEmpty else { throw DomainError.notFound(.document) }
  }
}
