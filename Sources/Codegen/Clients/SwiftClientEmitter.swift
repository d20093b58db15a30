import SwiftProtobufPluginLibrary

/// Writes, for each service, the struct that calls its methods through an `EngramClient`.
struct SwiftClientEmitter: Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
    for service in files.flatMap(\.services) {
      let namespace = SwiftNames.namespace(service.file.package)
      var printer = CodePrinter.swiftFile(from: service.file.name, imports: ["public import Wire"])
      printer.print("")
      printer.block("extension EngramClient") { printAccess(service, to: &$0) }
      printer.print("")
      printer.block("extension \(namespace)") { printStub(service, to: &$0) }
      try outputs.add(
        fileName: "\(namespace)\(service.name)Client.swift", contents: printer.content)
    }
  }

  private func printAccess(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    let type = "\(SwiftNames.namespace(service.file.package)).\(service.name)Client"
    printer.print("/// Calls of `\(service.fullName)`.")
    printer.block("public var \(SwiftNames.property(service.clientName)): \(type)") { printer in
      printer.print("\(type)(client: self)")
    }
  }

  private func printStub(_ service: ServiceDescriptor, to printer: inout CodePrinter) {
    printer.doc(service, else: "The service `\(service.fullName)`.")
    printer.block("public struct \(service.name)Client: Sendable") { printer in
      printer.print("let client: EngramClient")
      for method in service.methods {
        printer.print("")
        printMethod(method, to: &printer)
      }
    }
  }

  private func printMethod(_ method: MethodDescriptor, to printer: inout CodePrinter) {
    let request = SwiftNames.type(method.inputType)
    let reply = SwiftNames.type(method.outputType)
    let outcome =
      method.serverStreaming ? "-> Replies<\(reply)>" : "async throws(RPCStatus) -> \(reply)"
    printer.doc(method, else: "Calls `\(method.name)`.")
    printer.print("public func \(SwiftNames.lowerFirst(method.name))(")
    printer.withIndentation { printer in
      printer.print("_ request: \(request), options: CallOptions = CallOptions()")
    }
    printer.block(") \(outcome)") { printer in
      printIDs(method.clientMadeID, to: &printer)
      printer.print(
        method.serverStreaming
          ? "client.serverStreaming(" : "\(returns(method))try await client.unary(")
      printer.withIndentation { printer in
        printer.print("RemoteMethod(")
        printer.withIndentation { printer in
          printer.print("service: \"\(method.service.fullName)\", name: \"\(method.name)\",")
          printer.print("isIdempotent: \(method.isIdempotent)),")
        }
        printer.print("request, options: options)")
      }
    }
  }

  private func returns(_ method: MethodDescriptor) -> String {
    method.clientMadeID == nil ? "" : "return "
  }

  /// Prints the statements that fill in ids.
  private func printIDs(_ ids: ClientMadeID?, to printer: inout CodePrinter) {
    guard let ids else { return }
    printer.print("var request = request")
    switch ids {
    case .own(let field):
      let path = "request.\(SwiftNames.property(field.name))"
      printer.print("if \(path).isEmpty { \(path) = UUIDv7.next() }")
    case .ofEach(let list, let field):
      let list = "request.\(SwiftNames.property(list.name))"
      let path = "\(list)[index].\(SwiftNames.property(field.name))"
      printer.print("for index in \(list).indices where \(path).isEmpty {")
      printer.withIndentation { $0.print("\(path) = UUIDv7.next()") }
      printer.print("}")
    }
  }
}
