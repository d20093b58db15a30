import Metrics

/// What the lanes of one group report.
///
/// - `engram_postgres_units`: a counter, by `lanes` and `outcome` (`committed`, `cancelled` or the
///   error's code);
/// - `engram_postgres_unit_duration`: a timer, from the call to its end, by `lanes`;
/// - `engram_postgres_waiting_units`: a meter, units that wait to be sent, by `lanes` and `lane`;
/// - `engram_postgres_connects` and `engram_postgres_losses`: counters, connections made, and
///   those lost or not to be had, by `lanes`.
struct LaneMetrics: Sendable {
  private let units: [String: Counter]
  private let duration: Metrics.Timer
  private let connects: Counter
  private let losses: Counter
  private let name: String

  static let committed = "committed"
  static let cancelled = "cancelled"
  private static let outcomes =
    [committed, cancelled]
    + [
      PostgresError.Code.server, .connectionLost, .unavailable, .overloaded, .deadlineExceeded,
      .shuttingDown, .decoding,
    ].map(\.description)

  init(name: String) {
    self.name = name
    let dimensions = [("lanes", name)]
    units = Dictionary(
      uniqueKeysWithValues: Self.outcomes.map { outcome in
        let dimensions = dimensions + [("outcome", outcome)]
        return (outcome, Counter(label: "engram_postgres_units", dimensions: dimensions))
      })
    duration = Metrics.Timer(label: "engram_postgres_unit_duration", dimensions: dimensions)
    connects = Counter(label: "engram_postgres_connects", dimensions: dimensions)
    losses = Counter(label: "engram_postgres_losses", dimensions: dimensions)
  }

  func finished(outcome: String, after elapsed: Duration) {
    units[outcome]?.increment()
    duration.record(duration: elapsed)
  }

  func connected() { connects.increment() }

  func lost() { losses.increment() }

  /// The meter of one lane's waiting units.
  func waitingUnits(lane: Int) -> Meter {
    Meter(
      label: "engram_postgres_waiting_units", dimensions: [("lanes", name), ("lane", "\(lane)")])
  }
}
