import Postgres

/// Where a caller stands, and so which memories it sees: the organization's, those of its project
/// and its user's own. Less than all where it asks for some scopes only; never more.
public struct MemoryView: Sendable, Hashable {
  public let projectID: ProjectID?
  public let userID: UserID?
  private let scopes: Set<MemoryScope>

  /// A view of some scopes, or of all that the caller sees when there are none.
  ///
  /// Throws for a scope whose project or user is not named.
  public init(
    projectID: ProjectID?, userID: UserID?, scopes: [MemoryScope] = []
  ) throws(DomainError) {
    for (place, scope) in scopes.enumerated() {
      if scope == .project && projectID == nil {
        throw RuleViolation("needs project_id").at("scopes[\(place)]")
      }
      if scope == .user && userID == nil {
        throw RuleViolation("needs user_id").at("scopes[\(place)]")
      }
    }
    self.projectID = projectID
    self.userID = userID
    self.scopes = Set(scopes.isEmpty ? MemoryScope.allCases : scopes)
  }

  /// The keys of the scopes that are seen, in their order.
  var keys: [String] {
    var keys: [String] = []
    if scopes.contains(.organization) { keys.append(ScopeKey.organization) }
    if scopes.contains(.project), let projectID { keys.append(ScopeKey.project(projectID.text)) }
    if scopes.contains(.user), let userID { keys.append(ScopeKey.user(userID.text)) }
    return keys
  }

  /// The parameters that every statement about what a caller sees begins with, after the
  /// organization: keys and project.
  var parameters: [PostgresValue] { [.textArray(keys), .text(projectID?.text)] }

  /// What tells this view from others, in page tokens.
  var filters: [String] { [projectID?.text ?? "", userID?.text ?? ""] + keys }
}
