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

  /// The same service with a change to one of its methods.
  func changing(
    _ method: String, _ change: (inout MethodDefinition) -> Void
  ) -> ServiceDefinition {
    ServiceDefinition(
      name,
      methods.map { definition in
        var definition = definition
        if definition.name == method { change(&definition) }
        return definition
      }, answersWhileDraining: answersWhileDraining)
  }

  /// The same service, which goes on answering while the server drains.
  func answeringWhileDraining() -> ServiceDefinition {
    ServiceDefinition(name, methods, answersWhileDraining: true)
  }
}
