import CLibPQ

/// The rows of one finished statement, or its failure; owns a `PGresult`.
///
/// Not `Sendable`: it stays on its connection's thread, values are copied out.
@safe struct PostgresResult: ~Copyable {
  private let handle: OpaquePointer

  /// Takes ownership of `handle`; `PQclear` runs exactly once, in `deinit`.
  init(adopting handle: OpaquePointer) {
    unsafe self.handle = handle
  }

  deinit { unsafe PQclear(handle) }

  /// What the server's answer amounts to.
  enum Meaning {
    /// The statement ran; its rows, if any, are here.
    case success
    /// The server refused it.
    case failure(ServerReport)
    /// It was skipped, since one before it in its segment failed.
    case skipped
    /// The end of a segment: what came before is committed, or rolled back.
    case sync
  }

  var meaning: Meaning {
    switch unsafe PQresultStatus(handle) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: .success
    case PGRES_PIPELINE_ABORTED: .skipped
    case PGRES_PIPELINE_SYNC: .sync
    default: .failure(report)
    }
  }

  /// Lends each row in turn. `statement` is what errors call the statement.
  ///
  /// Never inlined: the optimizer of Swift 6.3.1 crashes when it inlines a function that lends a
  /// noncopyable value made in a loop.
  @inline(never)
  func forEachRow(of statement: String, _ body: (borrowing PostgresRow) throws -> Void) throws {
    for row in 0..<(unsafe PQntuples(handle)) {
      try unsafe body(PostgresRow(borrowing: handle, row: row, statement: statement))
    }
  }

  private var report: ServerReport {
    ServerReport(
      sqlState: field(.sqlState), message: field(.message), constraint: field(.constraint),
      severity: field(.severity), sourceFunction: field(.sourceFunction))
  }

  /// libpq's `PG_DIAG_…` codes, which Swift does not import.
  private enum Field: UInt8 {
    case sqlState = 0x43  // C
    case message = 0x4D  // M
    case constraint = 0x6E  // n
    case severity = 0x56  // V, never translated
    case sourceFunction = 0x52  // R
  }

  private func field(_ field: Field) -> String? {
    guard let text = unsafe PQresultErrorField(handle, Int32(field.rawValue)) else { return nil }
    return unsafe String(cString: text)
  }
}
