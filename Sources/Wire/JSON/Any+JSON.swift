/// The message inside, with its type as a member `@type`.
///
/// The content of a type that is not in `MessageTypes`, that does not unpack, or that lies too deep
/// is written as base64 in a member `value`; this is refused on input.
extension GoogleProtobuf.`Any` {
  /// Messages in messages that are written as such. A sender can put them into each other without
  /// end, and each takes room on the stack.
  private static let maxDepth = 32
  @TaskLocal private static var depth = 0

  public init(json value: JSONValue, at path: String) throws(JSONMappingError) {
    guard case .object(var members) = value else {
      throw JSONMappingError(path: path, reason: "expected an object")
    }
    self.init()
    guard !members.isEmpty else { return }
    guard let index = members.firstIndex(where: { $0.name == "@type" }),
      case .string(let typeURL) = members.remove(at: index).value,
      let type = Self.type(of: typeURL)
    else {
      throw JSONMappingError(
        path: path,
        reason: "expected a known type in @type, such as type.googleapis.com/google.rpc.BadRequest")
    }
    var content = JSONValue.object(members)
    var contentPath = path
    if Self.hasFormOfItsOwn(type) {
      guard members.count == 1, members[0].name == "value" else {
        throw JSONMappingError(path: path, reason: "expected the members @type and value")
      }
      content = members[0].value
      contentPath += ".value"
    }
    self.typeURL = typeURL
    self.value = try type.init(json: content, at: contentPath).packed()
  }

  public var jsonValue: JSONValue {
    guard self != Self() else { return .object([]) }
    let typeMember = JSONValue.Member("@type", .string(typeURL))
    guard Self.depth < Self.maxDepth, let type = Self.type(of: typeURL),
      let message = try? type.init(unpacking: value)
    else {
      return .object([typeMember, .init("value", value.jsonValue)])
    }
    let content = Self.$depth.withValue(Self.depth + 1) { message.jsonValue }
    if case .object(let members) = content, !Self.hasFormOfItsOwn(type) {
      return .object([typeMember] + members)
    }
    return .object([typeMember, .init("value", content)])
  }

  private static func type(of typeURL: String) -> (any WireMessage.Type)? {
    guard let slash = typeURL.lastIndex(of: "/") else { return nil }
    return MessageTypes.named(String(typeURL[typeURL.index(after: slash)...]))
  }

  /// Whether the JSON form of a type is another than the object of its fields.
  private static func hasFormOfItsOwn(_ type: any WireMessage.Type) -> Bool {
    type.protoName.hasPrefix("google.protobuf.")
  }
}
