/// A provider's key; nothing that prints or inspects values shows it.
public struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  package let secret: String

  public init(_ secret: String) { self.secret = secret }

  public var description: String { "(an API key)" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
