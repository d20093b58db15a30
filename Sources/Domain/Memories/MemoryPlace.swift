/// Where a memory belongs: a scope with its ids.
public struct MemoryPlace: Sendable, Hashable {
  public let scope: MemoryScope
  /// The project whose memory it is or, of a user's, the one that it is bound to.
  public let projectID: ProjectID?
  /// The user whose memory it is or, of others, whom it came from.
  public let userID: UserID?

  /// Checks that the ids are those that the scope needs.
  public init(
    scope: MemoryScope, projectID: ProjectID?, userID: UserID?
  ) throws(DomainError) {
    switch scope {
    case .organization where projectID != nil:
      throw RuleViolation("must be empty for an organization's memory").at("project_id")
    case .project where projectID == nil:
      throw RuleViolation("must not be empty for a project's memory").at("project_id")
    case .user where userID == nil:
      throw RuleViolation("must not be empty for a user's memory").at("user_id")
    default: break
    }
    self.scope = scope
    self.projectID = projectID
    self.userID = userID
  }

  /// A place that the database holds.
  init(stored scope: MemoryScope, projectID: ProjectID?, userID: UserID?) {
    self.scope = scope
    self.projectID = projectID
    self.userID = userID
  }

  /// What the database calls those that share one limit.
  var key: String {
    switch scope {
    case .organization: ScopeKey.organization
    case .project: ScopeKey.project(projectID?.text ?? "")
    case .user: ScopeKey.user(userID?.text ?? "")
    }
  }

  /// The project that a user's memory is bound to.
  var boundProject: ProjectID? { scope == .user ? projectID : nil }
}

/// What the database calls an organization, a project or a user as an owner of memories.
enum ScopeKey {
  static let organization = "1"
  static func project(_ id: String) -> String { "2:\(id)" }
  static func user(_ id: String) -> String { "3:\(id)" }
}
