import Domain
import Wire

/// Requests about organizations, read into the domain's terms.

extension EngramV1.UpdateSettingsRequest {
  private static let fields =
    [
      "organization_memory_limit", "project_memory_limit", "user_memory_limit", "consolidation",
      "message_embeddings", "llm",
    ] + EngramV1.ConsolidationSettings.fields + EngramV1.LLMSettings.fields

  /// What the mask names; it must name something, and nothing else.
  var change: SettingsChange {
    get throws(DomainError) {
      let fields = try MaskedFields(updateMask, Self.fields)
      return try SettingsChange(
        organizationLimit: fields.change("organization_memory_limit") {
          organizationMemoryLimit.orDeployment
        },
        projectLimit: fields.change("project_memory_limit") { projectMemoryLimit.orDeployment },
        userLimit: fields.change("user_memory_limit") { userMemoryLimit.orDeployment },
        consolidation: (consolidation ?? .init()).change(fields),
        embedsMessages: fields.change("message_embeddings") { () throws(DomainError) in
          try field("message_embeddings", messageEmbeddings.read())
        },
        llm: (llm ?? .init()).change(fields))
    }
  }
}

extension EngramV1.MessageEmbeddings {
  /// `nil` for the deployment's setting.
  fileprivate func read() throws(RuleViolation) -> Bool? {
    switch self {
    case .unspecified: nil
    case .on: true
    case .off: false
    case .unrecognized:
      throw RuleViolation(
        "must be MESSAGE_EMBEDDINGS_ON, MESSAGE_EMBEDDINGS_OFF or unspecified")
    }
  }
}

extension Int32 {
  /// `nil`, for the deployment's setting, where it is 0.
  var orDeployment: Int32? { self == 0 ? nil : self }
}
