public import FoundationEssentials
public import Postgres

/// Tells what contexts were made of.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ReceiptStore: Sendable {
  private let lanes: PostgresLanes
  private let writer: ReceiptWriter

  /// A store on the service's lanes; what `writer` has still to write is found, too.
  public init(lanes: PostgresLanes, writer: ReceiptWriter) {
    self.lanes = lanes
    self.writer = writer
  }

  /// The receipt with this id; for seven days.
  public func get(_ id: ReceiptID, in scope: RequestScope) async throws -> ContextReceipt {
    if let receipt = writer.waiting(id, of: scope.organizationID) { return receipt }
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(ContextStatements.getReceipt, [scope.organization, .uuid(id.uuid)]) { row in
        try ContextReceipt(row, id: id)
      })
    guard let receipt = rows.first else { throw DomainError.notFound(.receipt) }
    return receipt
  }

  /// Why something was not in a context.
  public func explain(
    _ item: UUID, in id: ReceiptID, scope: RequestScope
  ) async throws -> ExclusionExplanation {
    ExclusionExplanation(of: item, in: try await get(id, in: scope))
  }
}
