public import Logging
import Synchronization

/// Several connections to one database, shared by everybody who asks something of it.
///
/// Each connection is in pipeline mode and has a thread of its own: units are sent back to back,
/// without waiting for answers. Statements run as the configured role, with an empty
/// `search_path`: they name tables, types and operators of other schemas than `pg_catalog` with
/// their schema. Results are held in memory whole: statements bound them with `LIMIT`.
public final class PostgresLanes: Sendable {
  let lanes: [Lane]
  private let metrics: LaneMetrics
  private let statementTimeout: Duration
  private let lastID = Atomic<LaneUnit.ID>(0)

  /// Lanes that connect once they are started.
  ///
  /// Throws `configuration` when the URL can't be understood or the process is out of descriptors.
  public init(_ configuration: LanesConfiguration, logger: Logger) throws(PostgresError) {
    try ConnectionOptions(
      url: configuration.url, applicationName: configuration.applicationName
    ).validate()
    metrics = LaneMetrics(name: configuration.name)
    statementTimeout = configuration.statementTimeout
    var lanes: [Lane] = []
    for number in 0..<max(configuration.laneCount, 1) {
      lanes.append(try Lane(number: number, configuration, metrics: metrics, logger: logger))
    }
    self.lanes = lanes
  }

  deinit { stop(by: .now) }

  /// Starts to connect, in the background; units may be run from now on.
  public func start() {
    for lane in lanes { lane.start() }
  }

  /// Lanes that have a connection now.
  public var connectedLaneCount: Int {
    lanes.count(where: \.isConnected)
  }

  /// Refuses new units, lets those it has finish for at most `grace`, then closes the connections.
  public func shutdown(grace: Duration = .seconds(10)) async {
    stop(by: .now + grace)
    for lane in lanes { await lane.waitUntilStopped() }
  }

  private func stop(by instant: ContinuousClock.Instant) {
    for lane in lanes { lane.stop(by: instant) }
  }

  /// Runs all queries as one unit: all commit or none does.
  ///
  /// Its first statement, added here, sets `engram.organizations` for the transaction, and lets no
  /// statement run for longer than there is until the deadline. Each query's rows come back in the
  /// query's place. Throws `PostgresError`, what a query's decoding
  /// threw (the unit is committed then), or `CancellationError` when the task is cancelled (the
  /// unit may have been committed or not).
  public func run<each Row: Sendable>(
    _ options: UnitOptions, _ query: repeat Query<each Row>
  ) async throws -> (repeat [each Row]) {
    let calls = (repeat StatementCall(each query))
    var unit: [any AnyStatementCall] = []
    for call in repeat each calls { unit.append(call) }
    try await runUnit(unit, options)
    return (repeat try (each calls).rows())
  }

  /// Runs one query as a unit of its own and returns its rows; else as the other `run`.
  public func run<Row: Sendable>(_ options: UnitOptions, _ query: Query<Row>) async throws -> [Row]
  {
    let call = StatementCall(query)
    try await runUnit([call], options)
    return try call.rows()
  }

  /// Runs queries of one kind, however many, as one unit, and returns the rows of each; else as the
  /// other `run`.
  public func run<Row: Sendable>(
    _ options: UnitOptions, all queries: [Query<Row>]
  ) async throws -> [[Row]] {
    let calls = queries.map { StatementCall($0) }
    try await runUnit(calls, options)
    return try calls.map { try $0.rows() }
  }

  private func runUnit(_ calls: [any AnyStatementCall], _ options: UnitOptions) async throws {
    let id = nextID()
    let lane = lane(for: options.lane)
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        lane.submit(unit(calls, options, id: id) { continuation.resume(returning: $0) })
        // A cancellation from before the unit was there has told the lane nothing.
        if Task.isCancelled { lane.cancel(id) }
      }
    } onCancel: {
      lane.cancel(id)
    }
    if case .committed = outcome { return }
    if case .failed(let error) = outcome { lane.log(error, requestID: options.requestID) }
    throw outcome.error
  }
}

/// For units that are told of their end by a callback, on a lane's thread.
extension PostgresLanes {
  /// An id for a unit.
  func nextID() -> LaneUnit.ID {
    lastID.add(1, ordering: .relaxed).newValue
  }

  /// A unit of `calls`, which are preceded by what sets its organizations and timeout.
  func unit(
    _ calls: [any AnyStatementCall], _ options: UnitOptions, id: LaneUnit.ID,
    finish: @escaping @Sendable (LaneUnit.Outcome) -> Void
  ) -> LaneUnit {
    LaneUnit(
      id: id, name: calls.map(\.preparation.statement.name).joined(separator: ", "),
      byteCount: calls.reduce(0) { $0 + $1.parameters.bytes.count }, deadline: options.deadline,
      isIdempotent: options.isIdempotent,
      calls: { [self] in
        [settings(organizations: options.organizations, deadline: options.deadline)] + calls
      },
      finish: measured(finish))
  }

  /// The first statement of a unit that is sent now.
  func settings(
    organizations: [String], deadline: ContinuousClock.Instant?
  ) -> any AnyStatementCall {
    UnitSettings.call(
      organizations: organizations, deadline: deadline, sessionTimeout: statementTimeout)
  }

  /// `finish`, with the unit's end counted and timed from now.
  func measured(
    _ finish: @escaping @Sendable (LaneUnit.Outcome) -> Void
  ) -> @Sendable (LaneUnit.Outcome) -> Void {
    { [metrics, start = ContinuousClock.now] outcome in
      metrics.finished(outcome: outcome.label, after: start.duration(to: .now))
      finish(outcome)
    }
  }

  /// The number of the lane that `key` belongs to.
  func number(of key: String) -> Int {
    Int(key.stableHash % UInt64(lanes.count))
  }

  /// The lane with this number or, while that has no connection, the next one that has.
  func lane(numbered number: Int) -> Lane {
    let order = lanes[number...] + lanes[..<number]
    return order.first(where: \.isConnected) ?? lanes[number]
  }

  /// The lane of the key or, where any will do, the one with the least to do. Of equals the first:
  /// it is the one that was used last, whose caches are warm.
  func lane(for key: LaneKey) -> Lane {
    switch key {
    case .key(let key): lane(numbered: number(of: key))
    case .any: lanes.dropFirst().reduce(lanes[0]) { $1.isBetter(than: $0) ? $1 : $0 }
    }
  }
}

extension Lane {
  /// Whether a unit that may run on any lane should rather run on this one.
  fileprivate func isBetter(than other: Lane) -> Bool {
    isConnected == other.isConnected ? load < other.load : isConnected
  }
}

extension String {
  /// FNV-1a over the UTF-8 bytes: the same in every process, unlike `hashValue`.
  fileprivate var stableHash: UInt64 {
    utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension LaneUnit.Outcome {
  fileprivate var label: String {
    switch self {
    case .committed: LaneMetrics.committed
    case .cancelled: LaneMetrics.cancelled
    case .failed(let error): error.code.description
    }
  }
}
