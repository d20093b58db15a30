/// The statements of one unit of a group, in the order in which they run.
public struct GroupQueries<Row: Sendable>: Sendable {
  /// What locks and prepares.
  public let before: [Query<Never>]
  /// What changes, or only reads, and says what becomes of each part.
  public let change: Query<GroupRow<Row>>
  /// What depends on that.
  public let after: [Query<Never>]

  /// The statements for some parts.
  public init(
    before: [Query<Never>] = [], _ change: Query<GroupRow<Row>>, after: [Query<Never>] = []
  ) {
    self.before = before
    self.change = change
    self.after = after
  }

  /// All of them, where no rows are of interest.
  public var withoutRows: [Query<Never>] { before + [change.withoutRows] + after }

  /// All of them, and the one among them whose rows are.
  func calls() -> (all: [any AnyStatementCall], change: StatementCall<GroupRow<Row>>) {
    let change = StatementCall(self.change)
    return (before.map(StatementCall.init) + [change] + after.map(StatementCall.init), change)
  }
}
