/// A service and the functions that answer its methods.
///
/// Made by the generated functions of `ServiceDefinition`, one for each service of the schemas.
public struct ServiceDefinition: Sendable {
  /// Full name, such as `engram.v1.ConversationService`.
  public let name: String
  public let methods: [MethodDefinition]
  /// True for services that answer while the server drains.
  let answersWhileDraining: Bool

  public init(_ name: String, _ methods: [MethodDefinition]) {
    self.init(name, methods, answersWhileDraining: false)
  }

  private init(_ name: String, _ methods: [MethodDefinition], answersWhileDraining: Bool) {
    self.name = name
    self.methods = methods
    self.answersWhileDraining = answersWhileDraining
  }

  /// The same service with a gate before one of its methods: under a load that can't be served, a
  /// refusal that is cheap leaves the time for those calls that are.
  func gating(_ method: String, _ gate: @escaping MethodDefinition.Gate) -> ServiceDefinition {
    ServiceDefinition(
      name,
      methods.map { definition in
        guard definition.name == method else { return definition }
        var gated = definition
        gated.gate = gate
        return gated
      }, answersWhileDraining: answersWhileDraining)
  }

  /// The same service with another definition of one of its methods.
  func replacing(_ method: MethodDefinition) -> ServiceDefinition {
    ServiceDefinition(
      name, methods.map { $0.name == method.name ? method : $0 },
      answersWhileDraining: answersWhileDraining)
  }

  /// The same service, which goes on answering while the server drains.
  func answeringWhileDraining() -> ServiceDefinition {
    ServiceDefinition(name, methods, answersWhileDraining: true)
  }
}
