import Postgres

/// What memories belong to: created on first use.
enum MemoryOwners {
  /// Creates what memories are to belong to, where it is not there, within `options`, which are of one
  /// organization.
  static func ensure(
    _ places: [MemoryPlace], of organization: String, _ options: UnitOptions,
    on lanes: PostgresLanes
  ) async throws {
    // Whom a memory came from is not created.
    let owners = Dictionary(places.map { ([$0.key, $0.boundProject?.text ?? ""], $0) }) { $1 }
    for place in owners.values {
      let owner = place.scope == .user ? place.userID?.text : nil
      _ = try await lanes.run(
        options,
        Query(OrganizationStatements.ensure, [.text(organization)]),
        Query(UserKind.statements.ensure, [.text(organization), .text(owner)]),
        Query(
          ProjectKind.statements.ensure, [.text(organization), .text(place.projectID?.text)]),
        Query(
          MemoryStatements.ensureScope,
          [
            .text(organization), .int2(place.scope.rawValue), .text(place.projectID?.text),
            .text(owner),
          ]))
    }
  }
}
