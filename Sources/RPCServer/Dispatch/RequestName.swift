/// What a call is called in logs; spelled out only where it is read.
enum RequestName: Sendable, Hashable, CustomStringConvertible {
  /// The longest `request-id` that is kept, in bytes; a longer one is cut.
  private static let maxBytes = 128

  /// The caller's own `request-id`.
  case given(String)
  /// The `call`th of a connection.
  case numbered(connection: UInt64, call: UInt64)

  var description: String {
    switch self {
    case .given(let name):
      Self.printable(String(decoding: name.utf8.prefix(Self.maxBytes), as: UTF8.self))
    case .numbered(let connection, let call):
      "\(String(connection, radix: 16))-\(call)"
    }
  }

  /// `name` with a `?` in place of each character that would end the line of a log, or steer the
  /// terminal that shows it.
  private static func printable(_ name: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in name.unicodeScalars { scalars.append(isPrintable(scalar) ? scalar : "?") }
    return String(scalars)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
