public import Postgres

/// Encrypts organizations' keys with the current master key that were encrypted with the one before.
public struct KeyRotation: Sendable {
  private static let pageSize: Int32 = 500

  private static let list = Statement("llm_key_list", PackageResources.llm_key_list_sql)
  private static let replace = Statement("llm_key_replace", PackageResources.llm_key_replace_sql)

  /// What became of the keys.
  public struct Outcome: Sendable, Hashable {
    /// Encrypted anew.
    public var changed = 0
    /// Encrypted with the current master key already.
    public var unchanged = 0
    /// Encrypted with neither; they stay as they are.
    public var unreadable = 0
  }

  private let lanes: PostgresLanes
  private let masterKeys: MasterKeys

  /// A rotation on the system role's lanes.
  public init(lanes: PostgresLanes, masterKeys: MasterKeys) {
    self.lanes = lanes
    self.masterKeys = masterKeys
  }

  /// Goes through all organizations. May be repeated; several at once do no harm.
  public func run() async throws -> Outcome {
    var outcome = Outcome()
    var last = ""
    while true {
      let page = try await lanes.run(
        UnitOptions(organizations: [], isIdempotent: true),
        Query(Self.list, [.text(last), .int4(Self.pageSize)]) { row in
          (
            organization: OrganizationID(stored: try row.decode(0)),
            key: SealedKey(stored: try row.decode(1))
          )
        })
      for (organization, key) in page { try await rotate(key, of: organization, &outcome) }
      guard let end = page.last else { return outcome }
      last = end.organization.text
    }
  }

  private func rotate(
    _ sealed: SealedKey, of organization: OrganizationID, _ outcome: inout Outcome
  ) async throws {
    if masterKeys.isCurrent(sealed) {
      outcome.unchanged += 1
      return
    }
    guard let key = try? masterKeys.open(sealed, of: organization) else {
      outcome.unreadable += 1
      return
    }
    let anew = try masterKeys.seal(key, of: organization)
    // One that is set meanwhile is encrypted with the current master key.
    _ = try await lanes.run(
      UnitOptions(organizations: [], isIdempotent: true),
      Query<Never>(
        Self.replace, [.text(organization.text), .bytea(sealed.bytes), .bytea(anew.bytes)]))
    outcome.changed += 1
  }
}
