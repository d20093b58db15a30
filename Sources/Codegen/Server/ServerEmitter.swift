import SwiftProtobufPluginLibrary

/// Writes, for each service, the protocol that its handler conforms to and its dispatch table.
struct ServerEmitter: Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
    for service in files.flatMap(\.services) {
      let namespace = SwiftNames.namespace(service.file.package)
      var printer = CodePrinter.swiftFile(
        from: service.file.name, imports: ["public import Wire"])
      printer.print("")
      printer.block("extension \(namespace)") { printHandler(service, to: &$0) }
      printer.print("")
      printer.block("extension ServiceDefinition") { printDefinition(service, to: &$0) }
      try outputs.add(fileName: "\(namespace)\(service.name).swift", contents: printer.content)
    }
  }

  private func printHandler(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    printer.doc(service, else: "The service `\(service.fullName)`.")
    printer.block("public protocol \(service.name)Handler: Sendable") { printer in
      printer.separated(
        service.methods.map { method in
          { (printer: inout CodePrinter) in printRequirement(method, to: &printer) }
        })
    }
  }

  private func printRequirement(_ method: MethodDescriptor, to printer: inout CodePrinter) {
    let reply = SwiftNames.type(method.outputType)
    printer.doc(method, else: "The method `\(method.name)`.")
    printer.print("func \(SwiftNames.lowerFirst(method.name))(")
    printer.withIndentation { printer in
      let replies = method.serverStreaming ? ", _ replies: ReplyStream<\(reply)>" : ""
      printer.print(
        "_ request: \(SwiftNames.type(method.inputType)), _ call: CallContext\(replies)")
    }
    printer.print(") async throws\(method.serverStreaming ? "" : " -> \(reply)")")
  }

  private func printDefinition(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    let handler = "\(SwiftNames.namespace(service.file.package)).\(service.name)Handler"
    printer.print("/// The dispatch table of `\(service.fullName)`.")
    printer.print("public static func \(SwiftNames.lowerFirst(service.name))(")
    printer.withIndentation { $0.print("_ handler: some \(handler)") }
    printer.block(") -> ServiceDefinition") { printer in
      printer.print("ServiceDefinition(\"\(service.fullName)\", [")
      printer.withIndentation { printer in
        for method in service.methods {
          let kind = method.serverStreaming ? "serverStreaming" : "unary"
          let arguments = method.serverStreaming ? "$0, $1, $2" : "$0, $1"
          let function = SwiftNames.lowerFirst(method.name)
          printer.print(
            ".\(kind)(\"\(method.name)\") { try await handler.\(function)(\(arguments)) },")
        }
      }
      printer.print("])")
    }
  }
}
