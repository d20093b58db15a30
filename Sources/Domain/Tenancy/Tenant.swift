import Postgres

/// Organizations, as a kind of tenant.
public enum OrganizationKind: Sendable {}

/// An organization, or a project or a user within one.
public struct Tenant<Kind>: Sendable {
  public let id: CallerID<Kind>
  /// A name for people; empty when there is none.
  public let displayName: String
  public let metadata: MetadataObject?
  public let createdAt: Moment
  public let updatedAt: Moment
}

/// A tenant: nothing of one organization is ever visible to another.
public typealias Organization = Tenant<OrganizationKind>
/// A group of conversations within an organization.
public typealias Project = Tenant<ProjectKind>
/// A person, or whatever else holds conversations, within an organization.
public typealias User = Tenant<UserKind>

extension Tenant {
  /// From the columns of `organization_get`, `project_get` or `user_get`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = CallerID(stored: try row.decode(0))
    displayName = try row.decode(1)
    metadata = try MetadataObject(row, 2)
    createdAt = try Moment(row, 3)
    updatedAt = try Moment(row, 4)
  }

  /// One row of a list.
  static func listed(
    _ row: borrowing PostgresRow
  ) throws(PostgresError) -> ListedRow<Tenant<Kind>> {
    ListedRow(item: try Tenant(row), found: try row.decode(5))
  }
}

/// What a caller may say about an organization, a project or a user.
public struct TenantProfile: Sendable {
  let displayName: String
  let metadata: MetadataObject?

  /// Checks the name.
  public init(displayName: String, metadata: MetadataObject?) throws(DomainError) {
    self.displayName = try TextLimits.check(
      displayName, atMost: TextLimits.maxNameBytes, field: "display_name")
    self.metadata = metadata
  }

  var parameters: [PostgresValue] { [.text(displayName), .jsonb(metadata?.json)] }
}
