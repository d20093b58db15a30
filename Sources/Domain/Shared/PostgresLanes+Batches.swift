import Postgres

extension PostgresLanes {
  /// Runs a statement again and again, each time as a unit of its own, until it finds nothing more,
  /// and returns how many rows it changed in all.
  ///
  /// The statement's one row is how many rows it changed; its last parameter, added here, is the most
  /// that it may.
  func runInBatches(
    _ statement: Statement, of size: Int32 = 1_000, _ parameters: [PostgresValue] = [],
    options: UnitOptions = UnitOptions(organizations: [])
  ) async throws -> Int64 {
    var total: Int64 = 0
    while true {
      let counts = try await run(
        options,
        Query(statement, parameters + [.int4(size)]) { row in try row.decode(0, as: Int64.self) })
      let count = try counts.onlyRow(of: statement)
      if count == 0 { return total }
      total += count
    }
  }
}
