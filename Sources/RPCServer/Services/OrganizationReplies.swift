import Domain
import Wire

/// The domain's results about organizations, projects and users, as replies.

extension EngramV1.Organization {
  init(_ organization: Organization) {
    self.init(
      organizationID: organization.id.text,
      displayName: organization.displayName,
      metadataJSON: organization.metadata?.json ?? "",
      createdAt: .init(organization.createdAt),
      updatedAt: .init(organization.updatedAt))
  }
}

extension EngramV1.Project {
  init(_ project: Project, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      projectID: project.id.text,
      displayName: project.displayName,
      metadataJSON: project.metadata?.json ?? "",
      createdAt: .init(project.createdAt),
      updatedAt: .init(project.updatedAt))
  }
}

extension EngramV1.User {
  init(_ user: User, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      userID: user.id.text,
      displayName: user.displayName,
      metadataJSON: user.metadata?.json ?? "",
      createdAt: .init(user.createdAt),
      updatedAt: .init(user.updatedAt))
  }
}

extension EngramV1.OrganizationSettings {
  init(_ settings: OrganizationSettings, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      organizationMemoryLimit: settings.organizationLimit ?? 0,
      projectMemoryLimit: settings.projectLimit ?? 0,
      userMemoryLimit: settings.userLimit ?? 0,
      effectiveOrganizationMemoryLimit: settings.effective.organization,
      effectiveProjectMemoryLimit: settings.effective.project,
      effectiveUserMemoryLimit: settings.effective.user,
      consolidation: .init(settings.consolidation),
      effectiveConsolidation: .init(settings.effectiveConsolidation),
      messageEmbeddings: .init(settings.embedsMessages),
      effectiveMessageEmbeddings: .init(settings.effectiveEmbedsMessages),
      llm: .init(settings.llm),
      effectiveLlm: .init(settings.effectiveLLM))
  }
}

extension EngramV1.MessageEmbeddings {
  fileprivate init(_ isOn: Bool?) {
    self =
      switch isOn {
      case nil: .unspecified
      case true?: .on
      case false?: .off
      }
  }
}
