/// A number in one form, however it was written: `1,000`, `1.000`, `1'000` and `1000` are the same.
enum NumberForm {
  /// Digits, and a dot before a fraction. What is no plain number, such as `1.2.3`, stays as it is.
  static func normalized(_ text: String) -> String {
    let parts = text.split(omittingEmptySubsequences: false) { !$0.isASCIIDigit }
    let separators = text.filter { !$0.isASCIIDigit }.map { asciiSeparator($0) }
    guard let first = parts.first, let last = parts.last, let separator = separators.last else {
      return trimmedFront(text)
    }
    let inner = parts.dropFirst().dropLast()
    let grouped = (1...3).contains(first.count) && inner.allSatisfy { $0.count == 3 }
    guard inner.isEmpty || grouped && Set(separators.dropLast()).count == 1 else { return text }
    // The same mark twice, or one that is followed by three digits, parts thousands: `0.125` is none.
    let isGroup = last.count == 3 && first != "0"
    if separators.count > 1, separator == separators[0] {
      return isGroup ? trimmedFront(parts.joined()) : text
    }
    if separators.count == 1, isGroup, grouped { return trimmedFront(parts.joined()) }
    guard separator != "'" else { return text }
    let fraction = trimmedBack(last)
    let whole = trimmedFront(parts.dropLast().joined())
    return fraction.isEmpty ? whole : "\(whole).\(fraction)"
  }

  private static func asciiSeparator(_ mark: Character) -> Character {
    switch mark {
    case ".", "٫", "．": "."
    case ",", "٬", "，": ","
    default: "'"
    }
  }

  private static func trimmedFront(_ digits: String) -> String {
    let trimmed = digits.drop { $0 == "0" }
    return trimmed.isEmpty ? "0" : String(trimmed)
  }

  private static func trimmedBack(_ digits: Substring) -> Substring {
    var digits = digits
    while digits.last == "0" { digits.removeLast() }
    return digits
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
