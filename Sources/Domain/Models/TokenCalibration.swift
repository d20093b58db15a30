import LLM
public import Logging
public import Postgres
import Synchronization

/// By how much the estimate of tokens is to be multiplied for a model, learned from what providers
/// report.
///
/// A conversation keeps its factor until it is consolidated again, in all processes: what a context
/// holds then does not change with every report.
public final class TokenCalibration: Sendable {
  /// Factors that this process remembers.
  private static let maxRemembered = 10_000
  /// Models that a conversation has factors for; of others it has the standard one.
  private static let maxModels: Int32 = 20
  /// What counts where nothing is known.
  private static let standard = 1.0

  private static let pin = Statement("calibration_pin", PackageResources.calibration_pin_sql)

  private struct Key: Hashable {
    let conversation: String
    let model: String
    let consolidatedSeq: Int64
  }

  private let lanes: PostgresLanes
  private let reports: TokenReports
  private let logger: Logger
  private let remembered = Mutex(RecencyList<Key, Double>())

  /// A calibration on the service's lanes; what is reported goes to `reports`.
  public init(lanes: PostgresLanes, reports: TokenReports, logger: Logger) {
    self.lanes = lanes
    self.reports = reports
    self.logger = logger
  }

  /// The factor for texts that `model` is to read, from 0.8 to 2: the one that the conversation has
  /// since its `consolidatedSeq` is what it is. 1 without a model, and while the database is away.
  public func factor(
    model: String, conversation: ConversationID, consolidatedSeq: Int64, in scope: RequestScope
  ) async -> Double {
    // What is built in reports nothing.
    guard TokenReports.isName(model), model != LocalChat.modelName else { return Self.standard }
    let key = Key(
      conversation: scope.key(of: conversation), model: model, consolidatedSeq: consolidatedSeq)
    if let factor = remembered.withLock({ $0.use(key) }) { return factor }
    do {
      let factors = try await lanes.run(
        scope.unit(isIdempotent: true),
        Query(
          Self.pin,
          [
            scope.organization, .uuid(conversation.uuid), .text(model), .int8(consolidatedSeq),
            .int4(Self.maxModels),
          ]
        ) { row in try row.decode(0, as: Double.self) })
      guard let factor = factors.first else { return Self.standard }
      remember(factor, key)
      return factor
    } catch {
      logger.debug("no factor for tokens", metadata: ["error": "\(error)"])
      return Self.standard
    }
  }

  /// Tells what a provider counted for a request that was estimated without a factor. Returns at
  /// once; what is reported may be lost.
  func report(model: String, estimated: Int, reported: Int, in scope: RequestScope) {
    reports.add(
      model: model, estimated: estimated, reported: reported, of: scope.organizationID)
  }

  private func remember(_ factor: Double, _ key: Key) {
    remembered.withLock { list in
      _ = list.remove(key)
      list.insert(key, factor)
      if list.count > Self.maxRemembered { _ = list.removeOldest() }
    }
  }
}
