import FoundationEssentials
public import Logging
public import Postgres

/// Finds in the background conversations with messages that are to be embedded and are not: new ones,
/// and those from before it was switched on.
///
/// Any number of processes may sweep at once.
public struct ConversationEmbeddingSweep: Sendable {
  /// How many conversations one statement looks at.
  private static let batchSize: Int32 = 1_000

  private let lanes: PostgresLanes
  private let isOn: Bool
  private let signal: JobSignal
  private let interval: Duration
  private let logger: Logger

  /// A sweep on the system role's lanes that looks through all conversations, one batch an `interval`;
  /// `isOn` is whether messages are embedded where their organization says nothing, and `signal` is
  /// told of jobs.
  public init(
    lanes: PostgresLanes, isOn: Bool, signal: JobSignal, interval: Duration = .seconds(1),
    logger: Logger
  ) {
    self.lanes = lanes
    self.isOn = isOn
    self.signal = signal
    self.interval = interval
    self.logger = logger
  }

  /// Sweeps until the task is cancelled.
  public func run() async {
    var place = Place.first
    await repeating(
      every: interval, "messages to be embedded were not looked for", logger: logger
    ) {
      place = try await sweep(from: place) ?? .first
    }
  }

  /// Adds jobs for all conversations that have messages to be embedded.
  public func sweepAll() async throws {
    var place: Place? = .first
    while let next = place { place = try await sweep(from: next) }
  }

  /// A conversation, by its key.
  private struct Place {
    /// Before all conversations.
    static let first = Place(
      organization: "", conversation: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    let organization: String
    let conversation: UUID
  }

  /// Looks at some conversations after one, and returns the last of them; `nil` when there is none.
  private func sweep(from place: Place) async throws -> Place? {
    let rows = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query(
        EmbeddingModelStatements.sweepMessages,
        [
          .bool(isOn), .text(place.organization), .uuid(place.conversation),
          .int4(Self.batchSize),
        ]
      ) { row in
        (
          place: Place(organization: try row.decode(0), conversation: try row.decode(1)),
          queued: try row.decode(2, as: Int64.self)
        )
      })
    guard let row = rows.first else { return nil }
    if row.queued > 0 { signal.wake() }
    return row.place
  }
}
