import Postgres

/// One row of a list statement: an item, and how many items were found for its page and beyond.
struct ListedRow<Item: Sendable>: Sendable {
  let item: Item
  let found: Int64
}

extension Page {
  /// The page that `rows` are; more found than returned means that another one follows, after the
  /// last item's `position`.
  init(_ rows: [ListedRow<Item>], token: PageToken, position: (Item) -> [UInt8]) {
    items = rows.map(\.item)
    nextPageToken =
      rows.last.flatMap { last in
        last.found > Int64(rows.count) ? token.text(after: position(last.item)) : nil
      }
  }
}

extension Array {
  /// The row of a statement that always has one.
  func onlyRow(of statement: Statement) throws(PostgresError) -> Element {
    guard let row = first, count == 1 else {
      throw PostgresError(
        .decoding, attempted: statement.name, reason: "expected one row, got \(count)")
    }
    return row
  }
}

extension PostgresError {
  /// A statement returned an outcome that its decoding does not know.
  static func unknownOutcome(_ outcome: String, of statement: Statement) -> PostgresError {
    PostgresError(
      .decoding, attempted: statement.name, reason: "unknown outcome \(outcome)")
  }
}
