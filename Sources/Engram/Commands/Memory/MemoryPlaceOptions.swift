import ArgumentParser
import Wire

/// Whose memories.
struct MemoryPlaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The organization.", valueName: "id"))
  var organization: String
  @Option(help: ArgumentHelp("One of its projects.", valueName: "id"))
  var project: String?
  @Option(help: ArgumentHelp("One of its users.", valueName: "id"))
  var user: String?

  /// Throws when a scope's project or user is not named.
  func check(_ scopes: [EngramV1.MemoryScope]) throws {
    for scope in scopes {
      switch scope {
      case .project where project == nil:
        throw ValidationError("--scope project: expected --project too")
      case .user where user == nil: throw ValidationError("--scope user: expected --user too")
      default: break
      }
    }
  }

  /// The scope that belongs to the narrowest of what is named.
  var narrowest: EngramV1.MemoryScope {
    if user != nil { return .user }
    return project != nil ? .project : .organization
  }
}
