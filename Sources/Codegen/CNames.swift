import SwiftProtobufPluginLibrary

/// Names of the code that protoc-c generates, by its own rules.
enum CNames {
  /// The struct of a message: `Engram__V1__NewMessage`.
  static func type(_ message: Descriptor) -> String {
    pieces(message.fullName).map(camel).joined(separator: "__")
  }

  /// The type of an enum: `Engram__V1__Role`.
  static func type(_ enumeration: EnumDescriptor) -> String {
    pieces(enumeration.fullName).map(camel).joined(separator: "__")
  }

  /// The function that sets a struct to its defaults: `engram__v1__new_message__init`.
  static func initializer(_ message: Descriptor) -> String {
    pieces(message.fullName).map(snake).joined(separator: "__") + "__init"
  }

  /// The member for a field.
  static func member(_ field: FieldDescriptor) -> String {
    let name = field.name.lowercased()
    return keywords.contains(name) ? name + "_" : name
  }

  /// The member that counts the elements of a repeated field.
  static func count(_ field: FieldDescriptor) -> String {
    "n_" + member(field)
  }

  /// The member that tells which field of a oneof is there.
  static func which(_ oneof: OneofDescriptor) -> String {
    oneof.name.lowercased() + "_case"
  }

  /// `new_message` for `NewMessage`; a run of capitals counts as one word.
  static func snake(_ name: String) -> String {
    var result = ""
    var previousIsUpper = true
    for character in name {
      if character.isUppercase && !previousIsUpper { result += "_" }
      result += character.lowercased()
      previousIsUpper = character.isUppercase
    }
    return result
  }

  private static func camel(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static func pieces(_ fullName: String) -> [String] {
    fullName.split(separator: ".").map(String.init)
  }

  /// Names to which protoc-c adds an underscore.
  private static let keywords: Set<String> = [
    "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "class", "compl", "const", "const_cast", "continue", "default", "delete", "do", "double",
    "dynamic_cast", "else", "enum", "explicit", "extern", "false", "float", "for", "friend", "goto",
    "if", "inline", "int", "long", "mutable", "namespace", "new", "not", "not_eq", "operator", "or",
    "or_eq", "private", "protected", "public", "register", "reinterpret_cast", "return", "short",
    "signed", "sizeof", "static", "static_cast", "struct", "switch", "template", "this", "throw",
    "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void",
    "volatile", "wchar_t", "while", "xor", "xor_eq",
  ]
}
