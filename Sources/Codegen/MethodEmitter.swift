import SwiftProtobufPluginLibrary

/// Writes the catalogue of all methods.
struct MethodEmitter: Emitter {
  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
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
    try outputs.add(fileName: "WireMethods.swift", contents: printer.content)
  }
}
