import FoundationEssentials
import Postgres

/// Which jobs are listed; `nil` is no condition.
public struct JobFilter: Sendable {
  let queue: JobQueue?
  let state: JobState?

  /// Jobs of this queue in this state.
  public init(queue: JobQueue? = nil, state: JobState? = nil) {
    self.queue = queue
    self.state = state
  }

  var parameters: [PostgresValue] { [.int2(queue?.number), .int2(state?.rawValue)] }

  /// As page tokens keep it.
  var filters: [String] { ["\(queue?.number ?? 0)", "\(state?.rawValue ?? 0)"] }
}

/// The place of a job in a list, the newest first.
struct JobPosition {
  /// Before all jobs: no time is later, no id greater.
  static let first = JobPosition(
    createdAt: .latest,
    id: UUID(
      uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))

  let createdAt: Moment
  let id: UUID

  init(createdAt: Moment, id: UUID) {
    self.createdAt = createdAt
    self.id = id
  }

  init(_ job: Job) {
    self.init(createdAt: job.createdAt, id: job.id.uuid)
  }

  /// From a page token; `nil` when no job has such a place.
  init?(bytes: [UInt8]) {
    guard let time = Int64(bigEndianBytes: bytes.prefix(8)),
      let id = UUID(bytes: Array(bytes.dropFirst(8)))
    else { return nil }
    let createdAt = Moment(microsecondsSinceUnixEpoch: time)
    guard (.earliest...(.latest)).contains(createdAt) else { return nil }
    self.init(createdAt: createdAt, id: id)
  }

  var bytes: [UInt8] { createdAt.microsecondsSinceUnixEpoch.bigEndianBytes + id.bytes }

  var parameters: [PostgresValue] { [.timestamptz(createdAt.timestamp), .uuid(id)] }
}
