import FoundationEssentials
import Postgres

/// The place of a memory in a list.
struct MemoryPosition: Equatable {
  /// Before all memories: no importance is higher, no time later, no id greater.
  static let first = MemoryPosition(
    importance: .max, createdAt: .latest,
    id: UUID(
      uuid: (255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255)))

  let importance: Int16
  let createdAt: Moment
  let id: UUID

  init(importance: Int16, createdAt: Moment, id: UUID) {
    self.importance = importance
    self.createdAt = createdAt
    self.id = id
  }

  init(_ memory: Memory) {
    self.init(
      importance: memory.importance.value, createdAt: memory.createdAt, id: memory.id.uuid)
  }

  /// From a page token; `nil` when no memory has such a place.
  init?(bytes: [UInt8]) {
    guard let importance = Int16(bigEndianBytes: bytes.prefix(2)),
      let time = Int64(bigEndianBytes: bytes.dropFirst(2).prefix(8)),
      let id = UUID(bytes: Array(bytes.dropFirst(10)))
    else { return nil }
    let createdAt = Moment(microsecondsSinceUnixEpoch: time)
    guard (.earliest...(.latest)).contains(createdAt) else { return nil }
    self.init(importance: importance, createdAt: createdAt, id: id)
  }

  var bytes: [UInt8] {
    importance.bigEndianBytes + createdAt.microsecondsSinceUnixEpoch.bigEndianBytes + id.bytes
  }

  var parameters: [PostgresValue] {
    [.int2(importance), .timestamptz(createdAt.timestamp), .uuid(id)]
  }
}
