/// One string: the paths in lowerCamelCase, with commas between them.
extension GoogleProtobuf.FieldMask {
  public init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    let text = try String(json: value, at: path)
    paths = text.split(separator: ",").map { Self.snakeCase($0) }
  }

  public var jsonValue: JSONValue {
    .string(paths.map(Self.camelCase).joined(separator: ","))
  }

  private static func snakeCase(_ path: Substring) -> String {
    path.reduce(into: "") { result, character in
      result += character.isUppercase ? "_\(character.lowercased())" : String(character)
    }
  }

  private static func camelCase(_ path: String) -> String {
    let words = path.split(separator: "_", omittingEmptySubsequences: false)
    return words.dropFirst().reduce(into: String(words.first ?? "")) { result, word in
      result += word.prefix(1).uppercased() + word.dropFirst()
    }
  }
}
