public import Logging
public import Postgres
import Synchronization

/// Gathers what providers report of tokens, and has the database learn from it.
public final class TokenReports: Sendable {
  /// Requests of fewer tokens say more about what surrounds a text than about the text.
  private static let leastTokens = 50
  /// Models of organizations that are gathered at once; what is reported beyond is lost.
  private static let maxGathered = 1_000
  /// Models that an organization may have a factor for.
  private static let maxModels: Int32 = 100
  private static let names = 1...256
  /// What a provider that miscounts can do at most.
  private static let shares = 0.5...3.0
  /// The rule: see `calibration_learn`. It errs upwards.
  private static let rise = 0.5
  private static let fall = 0.02
  static let factors = 0.8...2.0

  private static let ensure = Statement(
    "calibration_ensure", PackageResources.calibration_ensure_sql)
  private static let learn = Statement("calibration_learn", PackageResources.calibration_learn_sql)

  private struct Key: Hashable {
    let organization: String
    let model: String
  }

  /// Shares of the estimate that were reported.
  private struct Sums {
    var highest = 0.0
    var sum = 0.0
    var count: Int32 = 0
  }

  private let lanes: PostgresLanes
  private let interval: Duration
  private let logger: Logger
  private let gathered = Mutex<[Key: Sums]>([:])

  /// Has the database learn every `interval`, on the system role's lanes.
  public init(lanes: PostgresLanes, interval: Duration = .seconds(5), logger: Logger) {
    self.lanes = lanes
    self.interval = interval
    self.logger = logger
  }

  /// Whether there can be such a model.
  static func isName(_ model: String) -> Bool { names.contains(model.utf8.count) }

  /// Takes what a provider counted for a request that was estimated so.
  func add(model: String, estimated: Int, reported: Int, of organization: OrganizationID) {
    guard estimated >= Self.leastTokens, reported > 0, Self.isName(model) else { return }
    let share = min(
      max(Double(reported) / Double(estimated), Self.shares.lowerBound), Self.shares.upperBound)
    let key = Key(organization: organization.text, model: model)
    gathered.withLock { gathered in
      guard gathered[key] != nil || gathered.count < Self.maxGathered else { return }
      var reports = gathered[key] ?? Sums()
      guard reports.count < .max else { return }
      reports.highest = max(reports.highest, share)
      reports.sum += share
      reports.count += 1
      gathered[key] = reports
    }
  }

  /// Learns until the task is cancelled. What is gathered then is lost.
  public func run() async {
    while (try? await Task.sleep(for: interval)) != nil {
      do { try await learn() } catch {
        logger.warning("reported tokens are lost", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Has the database learn what is gathered.
  func learn() async throws {
    let reports = gathered.withLock { gathered in
      defer { gathered.removeAll() }
      return gathered.map { ($0.key, $0.value) }
    }
    guard !reports.isEmpty else { return }
    let organizations = PostgresValue.textArray(reports.map { $0.0.organization })
    let models = PostgresValue.textArray(reports.map { $0.0.model })
    _ = try await lanes.run(
      UnitOptions(organizations: []),
      Query<Never>(Self.ensure, [organizations, models, .int4(Self.maxModels)]),
      Query<Never>(
        Self.learn,
        [
          organizations, models, .float8Array(reports.map { $0.1.highest }),
          .float8Array(reports.map { $0.1.sum / Double($0.1.count) }),
          .int4Array(reports.map { $0.1.count }), .float8(Self.rise), .float8(Self.fall),
          .float8(Self.factors.lowerBound), .float8(Self.factors.upperBound),
        ]))
  }
}
