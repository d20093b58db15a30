/// What a call is called in logs; spelled out only where it is read.
enum RequestName: Sendable, Hashable, CustomStringConvertible {
  /// The longest `request-id` that is kept, in bytes; a longer one is cut.
  static let maxBytes = 128

  /// The caller's own `request-id`.
  case given(String)
  /// The `call`th of a connection.
  case numbered(connection: UInt64, call: UInt64)

  var description: String {
    switch self {
    case .given(let name):
      name.utf8.count <= Self.maxBytes
        ? name : String(decoding: name.utf8.prefix(Self.maxBytes), as: UTF8.self)
    case .numbered(let connection, let call):
      "\(String(connection, radix: 16))-\(call)"
    }
  }
}
