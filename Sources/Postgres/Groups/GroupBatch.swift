import Synchronization

/// What one unit of a group carries, from the moment that it is sent.
final class GroupBatch<Part: GroupPart, Row: Sendable>: Sendable {
  struct Content: Sendable {
    let parts: [GroupEntry<Part>]
    let calls: [any AnyStatementCall]
    let change: StatementCall<GroupRow<Row>>?

    /// The rows of the unit that was committed, in the order of its parts.
    var rowsByPart: Result<[[Row]], any Error> {
      Result {
        var rows = [[Row]](repeating: [], count: parts.count)
        for row in try change?.rows() ?? [] {
          guard rows.indices.contains(row.part) else {
            throw PostgresError(.decoding, attempted: "group", reason: "there is no such part")
          }
          rows[row.part].append(row.row)
        }
        return rows
      }
    }
  }

  private let filled = Mutex<Content?>(nil)

  /// `nil` while the unit has not been sent.
  var content: Content? { filled.withLock { $0 } }

  /// The statements: those of `fill` the first time, and the same ones again when the unit is
  /// repeated.
  func calls(_ fill: () -> Content) -> [any AnyStatementCall] {
    if let content { return content.calls }
    let content = fill()
    filled.withLock { $0 = content }
    return content.calls
  }
}
