public import Domain
public import Wire

/// `engram.v1.OrganizationService`: its requests read into the domain's terms, and the results
/// written as replies.
public struct OrganizationService: EngramV1.OrganizationServiceHandler {
  private let organizations: OrganizationStore
  private let projects: ProjectStore
  private let users: UserStore
  private let settings: SettingsStore

  /// A service on these stores.
  public init(
    organizations: OrganizationStore, projects: ProjectStore, users: UserStore,
    settings: SettingsStore
  ) {
    self.settings = settings
    self.organizations = organizations
    self.projects = projects
    self.users = users
  }

  // MARK: Organizations

  public func putOrganization(
    _ request: EngramV1.PutOrganizationRequest, _ call: CallContext
  ) async throws -> EngramV1.Organization {
    let scope = try RequestScope(request.organizationID, call)
    let profile = try TenantProfile(
      displayName: request.displayName, metadata: .field(request.metadataJSON))
    return EngramV1.Organization(try await organizations.put(profile, in: scope))
  }

  public func getOrganization(
    _ request: EngramV1.GetOrganizationRequest, _ call: CallContext
  ) async throws -> EngramV1.Organization {
    let scope = try RequestScope(request.organizationID, call)
    return EngramV1.Organization(try await organizations.get(in: scope))
  }

  public func listOrganizations(
    _ request: EngramV1.ListOrganizationsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListOrganizationsResponse {
    let page = try await organizations.list(
      page: PageRequest(size: request.pageSize, token: request.pageToken),
      in: DeploymentScope(call))
    return EngramV1.ListOrganizationsResponse(
      organizations: page.items.map { EngramV1.Organization($0) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func deleteOrganization(
    _ request: EngramV1.DeleteOrganizationRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteOrganizationResponse {
    try await organizations.delete(in: RequestScope(request.organizationID, call))
    return EngramV1.DeleteOrganizationResponse()
  }

  // MARK: Settings

  public func getSettings(
    _ request: EngramV1.GetSettingsRequest, _ call: CallContext
  ) async throws -> EngramV1.OrganizationSettings {
    let scope = try RequestScope(request.organizationID, call)
    return EngramV1.OrganizationSettings(try await settings.get(in: scope), in: scope)
  }

  public func updateSettings(
    _ request: EngramV1.UpdateSettingsRequest, _ call: CallContext
  ) async throws -> EngramV1.OrganizationSettings {
    let scope = try RequestScope(request.organizationID, call)
    let updated = try await settings.update(request.change, in: scope)
    return EngramV1.OrganizationSettings(updated, in: scope)
  }

  // MARK: Projects

  public func putProject(
    _ request: EngramV1.PutProjectRequest, _ call: CallContext
  ) async throws -> EngramV1.Project {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("project_id", ProjectID(request.projectID))
    let profile = try TenantProfile(
      displayName: request.displayName, metadata: .field(request.metadataJSON))
    return EngramV1.Project(try await projects.put(id, profile, in: scope), in: scope)
  }

  public func getProject(
    _ request: EngramV1.GetProjectRequest, _ call: CallContext
  ) async throws -> EngramV1.Project {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("project_id", ProjectID(request.projectID))
    return EngramV1.Project(try await projects.get(id, in: scope), in: scope)
  }

  public func listProjects(
    _ request: EngramV1.ListProjectsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListProjectsResponse {
    let scope = try RequestScope(request.organizationID, call)
    let page = try await projects.list(
      page: PageRequest(size: request.pageSize, token: request.pageToken), in: scope)
    return EngramV1.ListProjectsResponse(
      projects: page.items.map { EngramV1.Project($0, in: scope) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func deleteProject(
    _ request: EngramV1.DeleteProjectRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteProjectResponse {
    let scope = try RequestScope(request.organizationID, call)
    try await projects.delete(field("project_id", ProjectID(request.projectID)), in: scope)
    return EngramV1.DeleteProjectResponse()
  }

  // MARK: Users

  public func putUser(
    _ request: EngramV1.PutUserRequest, _ call: CallContext
  ) async throws -> EngramV1.User {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("user_id", UserID(request.userID))
    let profile = try TenantProfile(
      displayName: request.displayName, metadata: .field(request.metadataJSON))
    return EngramV1.User(try await users.put(id, profile, in: scope), in: scope)
  }

  public func getUser(
    _ request: EngramV1.GetUserRequest, _ call: CallContext
  ) async throws -> EngramV1.User {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("user_id", UserID(request.userID))
    return EngramV1.User(try await users.get(id, in: scope), in: scope)
  }

  public func listUsers(
    _ request: EngramV1.ListUsersRequest, _ call: CallContext
  ) async throws -> EngramV1.ListUsersResponse {
    let scope = try RequestScope(request.organizationID, call)
    let page = try await users.list(
      page: PageRequest(size: request.pageSize, token: request.pageToken), in: scope)
    return EngramV1.ListUsersResponse(
      users: page.items.map { EngramV1.User($0, in: scope) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func deleteUser(
    _ request: EngramV1.DeleteUserRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteUserResponse {
    let scope = try RequestScope(request.organizationID, call)
    try await users.delete(field("user_id", UserID(request.userID)), in: scope)
    return EngramV1.DeleteUserResponse()
  }
}
