import SwiftProtobuf
import SwiftProtobufPluginLibrary

/// Names of the Python package.
enum PythonNames {
  /// The class of a message, with its module: `conversation_pb2.Message`.
  static func type(_ message: Descriptor) -> String {
    qualified(message.name, in: message.containingType, message.file)
  }

  /// What a keyword argument for a field accepts.
  static func parameterType(_ field: FieldDescriptor) -> String {
    let element = elementType(field)
    return field.isRepeated ? "Sequence[\(element)]" : element
  }

  /// The line that imports the module of a proto file.
  ///
  /// What is not Engram's own lies in `engram.wire`, under a proto package of ours, since other
  /// Python packages register the published ones with the same process.
  static func moduleImport(_ file: FileDescriptor) -> String {
    let package =
      switch file.package {
      case "engram.v1", "google.protobuf": file.package
      default: "engram.wire"
      }
    return "from \(package) import \(module(file))"
  }

  private static func elementType(_ field: FieldDescriptor) -> String {
    switch field.type {
    case .string: "str"
    case .bytes: "bytes"
    case .bool: "bool"
    case .double, .float: "float"
    case .enum: field.enumType.map { "\(enumType($0)) | str" } ?? "int"
    case .message, .group: field.messageType.map { "\(type($0)) | Mapping[str, Any]" } ?? "Any"
    default: "int"
    }
  }

  private static func enumType(_ enumeration: EnumDescriptor) -> String {
    qualified(enumeration.name, in: enumeration.containingType, enumeration.file)
  }

  private static func qualified(
    _ name: String, in parent: Descriptor?, _ file: FileDescriptor
  ) -> String {
    "\(parent.map(type) ?? module(file)).\(name)"
  }

  private static func module(_ file: FileDescriptor) -> String {
    let name = file.name.split(separator: "/").last?.split(separator: ".").first ?? ""
    return "\(name)_pb2"
  }
}

extension CodePrinter {
  /// Prints a documentation string: the comment of the item in its proto file, or else `fallback`.
  mutating func docString(_ item: some ProvidesSourceCodeLocation, else fallback: String) {
    let lines = item.commentLines
    guard lines.count > 1 else {
      return print("\"\"\"\(lines.first ?? fallback)\"\"\"")
    }
    print("\"\"\"\(lines[0])")
    for line in lines.dropFirst() { print(line) }
    print("\"\"\"")
  }
}
