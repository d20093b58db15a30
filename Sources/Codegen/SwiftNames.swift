import SwiftProtobufPluginLibrary

/// Names of the generated Swift code.
enum SwiftNames {
  /// The enum that stands for a proto package: `EngramV1` for `engram.v1`.
  static func namespace(_ package: String) -> String {
    package.split(separator: ".").map(upperFirst).joined()
  }

  /// The base name of the files generated from a proto file: `EngramV1Control`.
  static func file(_ file: FileDescriptor) -> String {
    let name = file.name.split(separator: "/").last?.split(separator: ".").first ?? ""
    return namespace(file.package) + name.split(separator: "_").map(upperFirst).joined()
  }

  /// The bare name of a type.
  static func typeName(_ name: String) -> String {
    name == "Any" ? "`Any`" : name
  }

  /// A message type, with its namespace: `GoogleRpc.BadRequest.FieldViolation`.
  static func type(_ message: Descriptor) -> String {
    type(message.name, in: message.containingType, message.file)
  }

  /// An enum type, with its namespace.
  static func type(_ enumeration: EnumDescriptor) -> String {
    type(enumeration.name, in: enumeration.containingType, enumeration.file)
  }

  /// The enum of a oneof's fields, with its namespace.
  static func type(_ oneof: OneofDescriptor) -> String {
    "\(type(oneof.containingType)).\(oneofType(oneof))"
  }

  /// The enum of a oneof's fields, inside its message.
  static func oneofType(_ oneof: OneofDescriptor) -> String {
    oneof.name.split(separator: "_").map(upperFirst).joined()
  }

  private static func type(
    _ name: String, in parent: Descriptor?, _ file: FileDescriptor
  ) -> String {
    "\(parent.map(type) ?? namespace(file.package)).\(typeName(name))"
  }

  /// A property: `organizationID` for `organization_id`.
  static func property(_ name: String) -> String {
    let words = name.lowercased().split(separator: "_")
    let camel = words.enumerated().map { index, word in
      index == 0 ? String(word) : acronyms[String(word)] ?? upperFirst(word)
    }
    return escaped(camel.joined())
  }

  /// An enum case: `user` for `ROLE_USER` of `Role`.
  static func enumCase(_ value: EnumValueDescriptor) -> String {
    let prefix = CNames.snake(value.enumType.name).uppercased() + "_"
    let name = value.name
    return property(String(name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]))
  }

  /// A function for a method, or a value for a service: `addMessages` for `AddMessages`.
  static func lowerFirst(_ name: String) -> String {
    escaped(name.prefix(1).lowercased() + name.dropFirst())
  }

  private static func upperFirst(_ word: some StringProtocol) -> String {
    word.prefix(1).uppercased() + word.dropFirst()
  }

  private static let acronyms = [
    "id": "ID", "ids": "IDs", "json": "JSON", "url": "URL", "uuid": "UUID",
  ]

  /// `name`, in backticks where it is a keyword of Swift.
  private static func escaped(_ name: String) -> String {
    keywords.contains(name) ? "`\(name)`" : name
  }

  private static let keywords: Set<String> = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer",
    "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for",
    "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
    "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return",
    "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}
