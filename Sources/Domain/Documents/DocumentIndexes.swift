public import Logging
public import Postgres

/// Builds in the background the indexes of the vectors of models, once a scope has so many chunks that
/// comparing all of them takes long; until then, and while one is built, searches are exact.
///
/// Any number of processes may do so at once: one of them builds.
public struct DocumentIndexes: Sendable {
  /// Up to so many chunks of a scope all vectors are compared.
  public static let standardLimit: Int64 = 10_000
  /// The advisory lock that says "building"; any constant that nothing else takes.
  private static let lockKey: Int64 = 0x656E_6772_616D_0007

  private struct Wanted: Sendable {
    let modelID: Int16
    let dimensions: Int32
    let schema: String
    let isBroken: Bool

    init(_ row: borrowing PostgresRow) throws(PostgresError) {
      modelID = try row.decode(0)
      dimensions = try row.decode(1)
      schema = try row.decode(2)
      isBroken = try row.decode(3)
    }

    var name: String { "engram.chunk_embeddings_hnsw_\(modelID)" }
    var quotedSchema: String { "\"\(schema.replacing("\"", with: "\"\""))\"" }
  }

  private let url: String
  private let lanes: PostgresLanes
  private let limit: Int64
  private let interval: Duration
  private let logger: Logger

  /// Indexes of the database at `url`, whose login may act as the tables' owner; `lanes` are the system
  /// role's. Looks each `interval` whether one is wanted.
  public init(
    url: String, lanes: PostgresLanes, limit: Int64 = Self.standardLimit,
    interval: Duration = .seconds(60), logger: Logger
  ) {
    self.url = url
    self.lanes = lanes
    self.limit = limit
    self.interval = interval
    self.logger = logger
  }

  /// Builds what is wanted until the task is cancelled.
  public func run() async {
    while (try? await Task.sleep(for: interval * .random(in: 0.75...1))) != nil {
      do { try await build() } catch is CancellationError { return } catch {
        logger.warning(
          "an index of vectors was not built; searches compare all of them",
          metadata: ["error": "\(error)"])
      }
    }
  }

  /// Builds what is wanted now, unless another process does.
  func build() async throws {
    guard try await !wanted().isEmpty else { return }
    let session = try await PostgresSession.connect(url: url)
    do {
      if try await lock(session) {
        for wanted in try await wanted() { try await build(wanted, session) }
      }
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }

  private func wanted() async throws -> [Wanted] {
    try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(DocumentStatements.wantedIndexes, [.int8(limit)]) { row in try Wanted(row) })
  }

  /// The lock goes with the session.
  private func lock(_ session: PostgresSession) async throws -> Bool {
    let statement = Statement(
      name: "document_index_lock", sql: "select pg_try_advisory_lock($1)")
    let rows = try await session.run(
      Query(statement, [.int8(Self.lockKey)]) { row in try row.decode(0, as: Bool.self) })
    return try rows.onlyRow(of: statement)
  }

  /// Statement by statement: what builds concurrently is no part of a transaction.
  private func build(_ wanted: Wanted, _ session: PostgresSession) async throws {
    logger.info("building an index of vectors", metadata: ["model": "\(wanted.modelID)"])
    func run(_ name: String, _ sql: String) async throws {
      try await session.execute(Statement(name: name, sql: sql))
    }
    try await run("document_index_role", "set role engram_owner")
    // The graph is built in memory as far as it fits.
    try await run("document_index_memory", "set maintenance_work_mem = '512MB'")
    if wanted.isBroken {
      try await run("document_index_drop", "drop index concurrently if exists \(wanted.name)")
    }
    try await run(
      "document_index_build",
      """
      create index concurrently chunk_embeddings_hnsw_\(wanted.modelID)
      on engram.chunk_embeddings
      using hnsw (
        (embedding::\(wanted.quotedSchema).halfvec(\(wanted.dimensions)))
        \(wanted.quotedSchema).halfvec_ip_ops)
      where model_id = \(wanted.modelID)
      """)
    logger.info("an index of vectors is built", metadata: ["model": "\(wanted.modelID)"])
  }
}
