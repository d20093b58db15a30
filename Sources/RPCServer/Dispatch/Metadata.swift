public import Wire

/// What a client sent along with a call: strings by key, a key possibly more than once.
///
/// Keys are compared in lower case.
public struct Metadata: Sendable, Hashable {
  private let entries: [Ttrpc.KeyValue]

  /// `entries` in the order in which they were sent.
  public init(_ entries: [Ttrpc.KeyValue] = []) {
    self.entries = entries.map { Ttrpc.KeyValue(key: $0.key.lowercased(), value: $0.value) }
  }

  /// The first value of `key`, which is given in lower case.
  public subscript(key: String) -> String? {
    entries.first { $0.key == key }?.value
  }

  /// All values of `key`, which is given in lower case, in the order in which they were sent.
  public func values(of key: String) -> [String] {
    entries.filter { $0.key == key }.map(\.value)
  }
}
