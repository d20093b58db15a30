import SwiftProtobufPluginLibrary

/// Writes the catalogues of all methods and of all message types.
struct CatalogueEmitter: Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
    try outputs.add(fileName: "WireMethods.swift", contents: methods(of: files))
    try outputs.add(fileName: "MessageTypes+All.swift", contents: messageTypes(of: files))
  }

  private func methods(of files: [FileDescriptor]) -> String {
    var printer = CodePrinter.swiftFile(from: "Proto")
    printer.print("")
    printer.block("extension WireMethods") { printer in
      printer.print("/// Every method of every service.")
      printer.print("public static let all: [MethodDescriptor] = [")
      printer.withIndentation { printer in
        for method in files.flatMap(\.services).flatMap(\.methods) {
          printer.print("MethodDescriptor(")
          printer.withIndentation { printer in
            printer.print("service: \"\(method.service.fullName)\", method: \"\(method.name)\",")
            printer.print("requestType: \(SwiftNames.type(method.inputType)).self,")
            printer.print("replyType: \(SwiftNames.type(method.outputType)).self,")
            printer.print("serverStreaming: \(method.serverStreaming)),")
          }
        }
      }
      printer.print("]")
    }
    return printer.content
  }

  private func messageTypes(of files: [FileDescriptor]) -> String {
    var printer = CodePrinter.swiftFile(from: "Proto")
    printer.print("")
    printer.block("extension MessageTypes") { printer in
      printer.print("/// Every message type.")
      printer.print("static let all: [any WireMessage.Type] = [")
      printer.withIndentation { printer in
        for message in files.flatMap(\.allMessages).sorted(by: { $0.fullName < $1.fullName }) {
          printer.print("\(SwiftNames.type(message)).self,")
        }
      }
      printer.print("]")
    }
    return printer.content
  }
}
