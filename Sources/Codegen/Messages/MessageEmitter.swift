import SwiftProtobufPluginLibrary

/// Writes the Swift message types.
///
/// For each proto file there is one Swift file with its types and one with their codings, and one
/// for all with the namespaces.
struct MessageEmitter: Emitter {
  /// The module of the protobuf-c structs.
  let cModule: String

  func emit(_ files: [FileDescriptor], into outputs: any GeneratorOutputs) throws {
    try outputs.add(fileName: "Namespaces.swift", contents: namespaces(of: files))
    for file in files {
      let name = SwiftNames.file(file)
      try outputs.add(fileName: "\(name).swift", contents: types(of: file))
      if !file.messages.isEmpty || !file.enums.isEmpty {
        try outputs.add(fileName: "\(name)+Coding.swift", contents: codings(of: file))
      }
    }
  }

  private func namespaces(of files: [FileDescriptor]) -> String {
    var printer = CodePrinter.swiftFile(from: "Proto")
    for package in Set(files.map(\.package)).sorted() {
      printer.print("", "/// The types of the proto package `\(package)`.")
      printer.print("public enum \(SwiftNames.namespace(package)) {}")
    }
    return printer.content
  }

  /// Code outside of Wire, which there is for its tests only, needs what is internal to it.
  private var wireImport: [String] {
    cModule == "CProto" ? [] : ["@testable public import Wire"]
  }

  private func types(of file: FileDescriptor) -> String {
    var printer = CodePrinter.swiftFile(from: file.name, imports: wireImport)
    printer.print("")
    printer.block("extension \(SwiftNames.namespace(file.package))") { printer in
      let enums = file.enums.map { enumeration in
        { (printer: inout CodePrinter) in EnumType(enumeration).print(to: &printer) }
      }
      let messages = file.messages.map { message in
        { (printer: inout CodePrinter) in MessageType(message).print(to: &printer) }
      }
      printer.separated(enums + messages)
    }
    return printer.content
  }

  private func codings(of file: FileDescriptor) -> String {
    let cImport = "import \(cModule)"
    var printer = CodePrinter.swiftFile(from: file.name, imports: [cImport] + wireImport)
    for enumeration in file.allEnums {
      printer.print("", "extension \(SwiftNames.type(enumeration)): JSONMapped {}")
    }
    for message in file.allMessages {
      printer.print("")
      MessageCoding(message).print(to: &printer)
      if !message.hasJSONFormOfItsOwn {
        printer.print("")
        MessageJSON(message).print(to: &printer)
      }
    }
    return printer.content
  }
}

extension Descriptor {
  /// Whether canonical JSON gives the message another form than that of its fields; the mapping of
  /// these is written by hand.
  fileprivate var hasJSONFormOfItsOwn: Bool { file.package == "google.protobuf" }
}
