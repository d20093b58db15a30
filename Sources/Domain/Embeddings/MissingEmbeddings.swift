import FoundationEssentials
import Postgres

/// Enqueues what models have not embedded.
struct MissingEmbeddings: Sendable {
  private static let batchSize: Int32 = 1_000
  private static let zeroID = UUID(
    uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
  /// Comes after the ids of all organizations, which have at most 128 bytes.
  private static let afterAll = String(repeating: "\u{10FFFF}", count: 33)

  /// The system role's.
  let lanes: PostgresLanes
  /// Given when there is something to embed.
  let signal: JobSignal

  /// Enqueues everything that lacks an embedding of the model, of all organizations that use it, or of
  /// one.
  func enqueue(_ model: Int16, of organization: String? = nil) async throws {
    for kind in EmbeddedKind.all {
      try await enqueue(
        kind, model, from: organization ?? "", to: organization ?? Self.afterAll)
    }
  }

  private func enqueue(
    _ kind: EmbeddedKind, _ model: Int16, from first: String, to end: String
  ) async throws {
    var last = (organization: first, subject: Self.zeroID)
    while true {
      let rows = try await lanes.run(
        UnitOptions(organizations: []),
        Query(
          kind.enqueue,
          [
            .int2(model), .text(last.organization), .uuid(last.subject), .text(end),
            .int4(Self.batchSize),
          ]
        ) { row in
          (
            organization: try row.decode(0, as: String.self),
            subject: try row.decode(1, as: UUID.self)
          )
        })
      guard let row = rows.first else { return }
      last = row
      signal.wake()
    }
  }
}
