import Wire

/// Finds the method that a request names.
struct Dispatcher: Sendable {
  private let services: [String: [String: Method]]

  /// The methods of `services`. Of two services by one name the later one is used.
  init(_ services: [ServiceDefinition]) {
    self.services = services.reduce(into: [:]) { table, service in
      table[service.name] = service.methods.reduce(into: [:]) { methods, definition in
        methods[definition.name] = Method(definition, of: service)
      }
    }
  }

  /// The method by these names.
  ///
  /// - Throws: UNIMPLEMENTED when there is none.
  func method(service: String, method: String) throws(RPCStatus) -> Method {
    guard let methods = services[service] else {
      throw RPCStatus(.unimplemented, "unknown service \(Self.quoted(service))")
    }
    guard let found = methods[method] else {
      throw RPCStatus(
        .unimplemented, "service \(service) has no method \(Self.quoted(method))")
    }
    return found
  }

  /// `name` in quotes, cut to a length that is fit for a message.
  private static func quoted(_ name: String) -> String {
    "`\(name.prefix(128))`"
  }
}
