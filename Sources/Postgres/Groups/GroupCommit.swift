import Synchronization

/// Commits the parts of many callers in one unit: *adaptive group commit*.
///
/// The first part goes at once. What arrives while its commit is in flight waits, and then goes
/// together, whatever organizations it is for: the busier it is, the more callers share one
/// statement and one commit. Where a unit had several, the next one waits a moment for them to come
/// back; a single caller never waits for others.
///
/// Half of the lanes have a group each, so that whoever reads finds one that does nothing else. Parts
/// fill the next unit of the first group before they use the second: one warm session costs the
/// server less than several, and fewer commits are made. Where all are full, parts on the same rows
/// meet in one group.
///
/// A caller is told after the commit is durable. A unit that the server refuses is run again part
/// by part, so that one bad part fails alone.
public final class GroupCommit<Part: GroupPart, Row: Sendable>: Sendable {
  /// What to run for some parts.
  public typealias Queries = @Sendable ([Part]) -> GroupQueries<Row>

  private let lanes: PostgresLanes
  private let groups: [LaneGroup<Part, Row>]
  /// Of each group, in their order.
  private let loads: [GroupLoad]

  /// A group on `lanes`; `name` is what errors and metrics call its units.
  ///
  /// - Parameter isIdempotent: Whether what `queries` returns does no harm when it runs twice: it is
  ///   repeated once after a lost connection then.
  public init(
    _ name: String, on lanes: PostgresLanes, limits: GroupLimits = GroupLimits(),
    isIdempotent: Bool = true, queries: @escaping Queries
  ) {
    self.lanes = lanes
    let metrics = GroupMetrics(name: name)
    let count = max(1, lanes.lanes.count / 2)
    let loads = (0..<count).map { _ in GroupLoad(limits: limits) }
    self.loads = loads
    groups = loads.enumerated().map { number, load in
      LaneGroup(
        name, lane: number, of: lanes, limits: limits, isIdempotent: isIdempotent,
        load: load, metrics: metrics, queries: queries)
    }
  }

  /// Parts that wait to be sent, over all lanes.
  var waitingCount: Int { loads.reduce(0) { $0 + $1.waitingCount } }

  /// Whether a part that comes now would probably be taken.
  public var takesParts: Bool { loads.contains { $0.hasRoomToWait } }

  /// Runs `part` with those of others and returns its rows, in their order.
  ///
  /// - Parameter key: Names the rows it locks; asked for where the next units are all full.
  /// - Throws: as `PostgresLanes.run` does.
  public func run(_ part: Part, on key: @autoclosure () -> String) async throws -> [Row] {
    let number = loads.firstIndex { $0.hasRoomInUnit } ?? lanes.number(of: key()) % groups.count
    return try await groups[number].run(part)
  }
}
