/// A JSON document.
public indirect enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// A number, in the form that it has in JSON.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// The members in their order.
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: JSONValue

    /// A member of an object.
    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }
}
