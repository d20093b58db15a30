import ArgumentParser
import Wire

/// Finds a method by the name that a person typed.
enum MethodCatalogue {
  /// The method `SERVICE/METHOD`; the service's package may be left out.
  static func find(_ name: String) throws -> MethodDescriptor {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw ValidationError(
        "`\(name)` is not a method; expected SERVICE/METHOD, such as "
          + "engram.v1.ConversationService/CreateConversation")
    }
    let methods = WireMethods.all.filter {
      $0.service == parts[0] || $0.service.hasSuffix(".\(parts[0])")
    }
    guard let service = methods.first?.service else {
      let services = Set(WireMethods.all.map(\.service)).sorted()
      throw ValidationError(
        "there is no service `\(parts[0])`; expected one of \(services.joined(separator: ", "))")
    }
    guard let found = methods.first(where: { $0.method == parts[1] }) else {
      let names = methods.map(\.method).joined(separator: ", ")
      throw ValidationError(
        "\(service) has no method `\(parts[1])`; expected one of \(names)")
    }
    return found
  }
}
