import FoundationEssentials
import Postgres

/// A place in a list of what has a time and an id, the newest first.
struct NewestPosition {
  /// Before all: no time is later, no id greater.
  static let first = NewestPosition(
    createdAt: .latest,
    id: UUID(
      uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))

  let createdAt: Moment
  let id: UUID

  init(createdAt: Moment, id: UUID) {
    self.createdAt = createdAt
    self.id = id
  }

  /// From a page token; `nil` when nothing has such a place.
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
