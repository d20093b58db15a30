import Domain
import Wire

/// Requests about organizations, read into the domain's terms.

extension EngramV1.UpdateSettingsRequest {
  /// What the mask names; it must name something, and nothing else.
  var change: SettingsChange {
    get throws(DomainError) {
      let fields = try MaskedFields(
        updateMask,
        ["organization_memory_limit", "project_memory_limit", "user_memory_limit"])
      return try SettingsChange(
        organizationLimit: fields.change("organization_memory_limit") {
          organizationMemoryLimit == 0 ? nil : organizationMemoryLimit
        },
        projectLimit: fields.change("project_memory_limit") {
          projectMemoryLimit == 0 ? nil : projectMemoryLimit
        },
        userLimit: fields.change("user_memory_limit") {
          userMemoryLimit == 0 ? nil : userMemoryLimit
        })
    }
  }
}
