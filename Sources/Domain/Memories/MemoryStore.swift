public import Postgres

/// Keeps memories.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MemoryStore: Sendable {
  /// The most memories of one store.
  public static let maxBatch = 500
  /// How many memories a page has when the caller does not say.
  public static let defaultPageSize: Int32 = 20
  /// How often a store asks again when what it needs keeps being missing.
  private static let maxStoreAttempts = 4

  private let lanes: PostgresLanes
  private let language: TextLanguage
  private let adder: MemoryAdder
  private let stores: GroupCommit<StorePart, StoreRow>
  private let jobs: JobSignal

  /// A store on the service's lanes; `limits` hold where an organization has none of its own, and
  /// `jobs` is told of memories to embed. Those that a model of `models` embeds without asking
  /// anybody are embedded at once.
  public init(
    lanes: PostgresLanes, limits: MemoryLimits = MemoryLimits(),
    language: TextLanguage = .english, models: EmbeddingModels, jobs: JobSignal
  ) {
    self.lanes = lanes
    self.language = language
    self.jobs = jobs
    adder = MemoryAdder(on: lanes, models: models, limits: limits, language: language)
    stores = StorePart.group(on: lanes, limits: limits, language: language)
  }

  /// Whether a store made now would probably find room among those that wait.
  public var takesStores: Bool { adder.takesStores && stores.takesParts }

  // MARK: Storing

  /// Stores 1 to 500 memories, all or none, and on first use creates what they belong to. The
  /// results are in their order.
  ///
  /// Shares a commit with other stores that wait at that time, and returns once it is durable. The
  /// same request again returns the first result, without what it evicted.
  ///
  /// - Parameter path: what precedes the fields of the memory at a place, in errors.
  public func store(
    _ memories: [NewMemory], in scope: RequestScope,
    path: (Int) -> String = { "memories[\($0)]." }
  ) async throws -> [StoredMemory] {
    try BatchRule.check(
      memories.map(\.id), atMost: Self.maxBatch, field: "memories", idPath: ".memory_id")
    let part = StorePart(memories, in: scope)
    if let (added, isQueued) = try await adder.add(part, in: scope) {
      if isQueued { jobs.wake() }
      return added
    }
    for _ in 0..<Self.maxStoreAttempts {
      let rows = try await run(part, in: scope)
      let faults = rows.compactMap { row in
        if case .fault(let fault) = row.content { (row.place, fault) } else { nil }
      }
      guard !faults.isEmpty else {
        jobs.wake()
        return try results(of: rows, count: memories.count)
      }
      if let error = error(of: faults, path) { throw error }
      try await MemoryOwners.ensure(
        faults.map { memories[$0.0].place }, of: scope.organizationID.text,
        scope.unit(isIdempotent: true), on: lanes)
    }
    throw DomainError.unavailable(.memory, retryAfter: DomainError.erasureRetry)
  }

  private func run(_ part: StorePart, in scope: RequestScope) async throws -> [StoreRow] {
    do {
      return try await stores.run(part, on: scope.organizationID.text)
    } catch let error as PostgresError where error.constraint == "memories_pkey" {
      // A store to another scope took one of the ids meanwhile: now it is seen.
      return try await stores.run(part, on: scope.organizationID.text)
    }
  }

  private func results(of rows: [StoreRow], count: Int) throws(PostgresError) -> [StoredMemory] {
    let stored = rows.compactMap { row in
      if case .stored(let memory) = row.content { memory } else { nil }
    }
    guard stored.count == count else {
      throw PostgresError(
        .decoding, attempted: MemoryStatements.store.name,
        reason: "expected \(count) rows, got \(stored.count)")
    }
    return stored
  }

  /// What can't be helped by creating something.
  private func error(
    of faults: [(place: Int, fault: StoreRow.Fault)], _ path: (Int) -> String
  ) -> DomainError? {
    for (place, fault) in faults {
      switch fault {
      case .conflict: return .alreadyExists(.memory, field: path(place) + "memory_id")
      case .purging: return .unavailable(.memory, retryAfter: DomainError.erasureRetry)
      case .noConversation:
        return .notFound(.conversation, field: path(place) + "conversation_id")
      case .incomplete: continue
      }
    }
    return nil
  }

  // MARK: Reading

  /// The memory with this id.
  public func get(_ id: MemoryID, in scope: RequestScope) async throws -> Memory {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(MemoryStatements.get, [scope.organization, .uuid(id.uuid)]) { row in
        try Memory(row)
      })
    guard let memory = rows.first else { throw DomainError.notFound(.memory) }
    return memory
  }

  /// What happened to a memory, oldest first; of one that is gone for 30 days.
  public func history(_ id: MemoryID, in scope: RequestScope) async throws -> [MemoryEvent] {
    let events = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(MemoryStatements.history, [scope.organization, .uuid(id.uuid)]) { row in
        try MemoryEvent(row)
      })
    guard !events.isEmpty else { throw DomainError.notFound(.memory) }
    return events
  }

  /// Memories that are seen from `view` and pass the filter, the most important first, of these the
  /// newest.
  public func list(
    _ view: MemoryView, _ filter: MemoryFilter, page: PageRequest, in scope: RequestScope
  ) async throws -> Page<Memory> {
    let token = PageToken(
      list: .memories,
      filters: [scope.organizationID.text] + view.filters + filter.filters)
    let start = try token.position(from: page.token, MemoryPosition.init(bytes:)) ?? .first
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MemoryStatements.list,
        [scope.organization] + view.parameters + filter.parameters + start.parameters
          + [.int4(page.size), .int8(PageBudget.bytes), .bool(filter.includesSuperseded)]
      ) { row in
        ListedRow(item: try Memory(row), found: try row.decode(Memory.columnCount))
      })
    return Page(rows, token: token) { MemoryPosition($0).bytes }
  }

  // MARK: Changing

  /// Changes what `change` says and returns the result.
  public func update(
    _ id: MemoryID, _ change: MemoryChange, in scope: RequestScope
  ) async throws -> Memory {
    let (_, rows) = try await lanes.run(
      scope.unit(isIdempotent: true),
      lockQuery(id, in: scope),
      Query(
        MemoryStatements.update,
        [scope.organization, .uuid(id.uuid)] + change.parameters + [language.parameter]
      ) { row in try Memory(row) })
    guard let memory = rows.first else { throw DomainError.notFound(.memory) }
    if change.content.isSet { jobs.wake() }
    return memory
  }

  /// Deletes a memory; of what it said nothing stays.
  public func delete(_ id: MemoryID, in scope: RequestScope) async throws {
    let (_, rows) = try await lanes.run(
      scope.unit(isIdempotent: false),
      lockQuery(id, in: scope),
      Query(MemoryStatements.delete, [scope.organization, .uuid(id.uuid)]) { _ in true })
    guard !rows.isEmpty else { throw DomainError.notFound(.memory) }
  }

  /// Deletes what has expired, in batches, and returns how many memories that were.
  public func deleteExpired(in scope: RequestScope) async throws -> Int64 {
    try await lanes.runInBatches(
      MemoryStatements.deleteExpired, [scope.organization], options: scope.unit(isIdempotent: false)
    )
  }

  private func lockQuery(_ id: MemoryID, in scope: RequestScope) -> Query<Never> {
    Query(
      MemoryStatements.lock,
      [.textArray([scope.organizationID.text]), .uuidArray([id.uuid])])
  }
}
