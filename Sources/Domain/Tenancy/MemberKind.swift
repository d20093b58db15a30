import Postgres

/// What an organization has many of, each with conversations: projects and users.
public protocol MemberKind: Sendable {
  /// What errors call it.
  static var resource: DomainError.Resource { get }
  /// How the database keeps it.
  static var statements: MemberStatements { get }
}

/// The statements about one kind of member, each a file in `SQL/`.
public struct MemberStatements: Sendable {
  let put, ensure, get, list, delete: Statement
  let pages: PageToken.List
}

/// Projects.
public enum ProjectKind: MemberKind {
  public static let resource = DomainError.Resource.project

  public static let statements = MemberStatements(
    put: Statement("project_put", PackageResources.project_put_sql),
    ensure: Statement("project_ensure", PackageResources.project_ensure_sql),
    get: Statement("project_get", PackageResources.project_get_sql),
    list: Statement("project_list", PackageResources.project_list_sql),
    delete: Statement("project_delete", PackageResources.project_delete_sql),
    pages: .projects)
}

/// Users.
public enum UserKind: MemberKind {
  public static let resource = DomainError.Resource.user

  public static let statements = MemberStatements(
    put: Statement("user_put", PackageResources.user_put_sql),
    ensure: Statement("user_ensure", PackageResources.user_ensure_sql),
    get: Statement("user_get", PackageResources.user_get_sql),
    list: Statement("user_list", PackageResources.user_list_sql),
    delete: Statement("user_delete", PackageResources.user_delete_sql),
    pages: .users)
}
