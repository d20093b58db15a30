extension WireMessage {
  /// Reads a message from canonical proto3 JSON.
  ///
  /// Fields go by their names in lowerCamelCase or in the proto file, null means that a field is
  /// left out, and a field that the message doesn't have is an error.
  public init(json: String) throws(JSONMappingError) {
    try self.init(json: JSONValue(parsing: json), at: "")
  }

  /// The message as canonical proto3 JSON; fields with their default values are left out.
  ///
  /// - Parameter pretty: Whether to put each field on a line of its own.
  public func json(pretty: Bool = false) -> String {
    jsonValue.text(pretty: pretty)
  }
}
