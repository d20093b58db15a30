extension JSONValue {
  /// The document as text.
  ///
  /// - Parameter pretty: Whether to put each element on a line of its own, indented by two spaces.
  public func text(pretty: Bool = false) -> String {
    var text = ""
    write(to: &text, lineBreak: pretty ? "\n" : nil)
    return text
  }

  /// - Parameter lineBreak: A line feed and the indentation of this value; nil for one line.
  private func write(to text: inout String, lineBreak: String?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let value): text += value
    case .string(let value): Self.write(value, to: &text)
    case .array(let elements):
      Self.write(elements, between: "[", "]", to: &text, lineBreak: lineBreak) {
        $0.write(to: &$1, lineBreak: $2)
      }
    case .object(let members):
      Self.write(members, between: "{", "}", to: &text, lineBreak: lineBreak) {
        Self.write($0.name, to: &$1)
        $1 += $2 == nil ? ":" : ": "
        $0.value.write(to: &$1, lineBreak: $2)
      }
    }
  }

  private static func write<Element>(
    _ elements: [Element], between open: String, _ close: String, to text: inout String,
    lineBreak: String?, _ writeElement: (Element, inout String, _ lineBreak: String?) -> Void
  ) {
    let inner = elements.isEmpty ? nil : lineBreak.map { $0 + "  " }
    text += open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      text += inner ?? ""
      writeElement(element, &text, inner)
    }
    if !elements.isEmpty { text += lineBreak ?? "" }
    text += close
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ":
        text += "\\u" + scalar.value.digits(4, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
