/// Whether bytes are one JSON object, or one array, that PostgreSQL's `jsonb` takes, within limits of
/// our own.
///
/// One pass, without recursion. The bytes are valid UTF-8.
struct JSONObjectCheck {
  private enum Expected {
    case firstKeyOrEnd, key, firstElementOrEnd, value, commaOrEnd
  }

  enum Container { case object, array }

  private let bytes: [UInt8]
  private let maxBytes: Int
  private let maxDepth: Int
  private var index = 0
  private var writtenByteCount: Int
  private var containers: [Container] = []
  private var expected = Expected.value

  init(_ bytes: [UInt8], maxBytes: Int, maxDepth: Int) {
    self.bytes = bytes
    self.maxBytes = maxBytes
    self.maxDepth = maxDepth
    writtenByteCount = bytes.count
  }

  /// Returns if all is well.
  mutating func run(as root: Container = .object) throws(RuleViolation) {
    skipSpace()
    let start = UInt8(ascii: root == .object ? "{" : "[")
    guard peek == start else { throw RuleViolation("must be one JSON \(root)") }
    try open(root)
    while let container = containers.last {
      skipSpace()
      try step(in: container)
    }
    skipSpace()
    guard index == bytes.count else { throw RuleViolation("must be one JSON \(root)") }
  }

  private mutating func step(in container: Container) throws(RuleViolation) {
    let isEnd = peek == UInt8(ascii: container == .object ? "}" : "]")
    switch expected {
    case .firstKeyOrEnd where isEnd, .firstElementOrEnd where isEnd, .commaOrEnd where isEnd:
      index += 1
      containers.removeLast()
      expected = .commaOrEnd
    case .firstKeyOrEnd, .key:
      try string()
      skipSpace()
      try take(UInt8(ascii: ":"))
      expected = .value
    case .firstElementOrEnd, .value:
      try value()
    case .commaOrEnd:
      try take(UInt8(ascii: ","))
      expected = container == .object ? .key : .value
    }
  }

  private mutating func value() throws(RuleViolation) {
    expected = .commaOrEnd
    switch peek {
    case UInt8(ascii: "{"): try open(.object)
    case UInt8(ascii: "["): try open(.array)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try literal("true")
    case UInt8(ascii: "f"): try literal("false")
    case UInt8(ascii: "n"): try literal("null")
    default: try number()
    }
  }

  private mutating func open(_ container: Container) throws(RuleViolation) {
    guard containers.count < maxDepth else {
      throw RuleViolation("must be at most \(maxDepth) levels deep")
    }
    index += 1
    containers.append(container)
    expected = container == .object ? .firstKeyOrEnd : .firstElementOrEnd
  }

  // MARK: Scalars

  private mutating func string() throws(RuleViolation) {
    try take(UInt8(ascii: "\""))
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return
      case UInt8(ascii: "\\"):
        index += 1
        try escape()
      case 0..<0x20:
        throw unexpected
      default:
        index += 1
      }
    }
    throw unexpected
  }

  private mutating func escape() throws(RuleViolation) {
    guard let byte = peek else { throw unexpected }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 1
    case UInt8(ascii: "u"):
      index += 1
      try unicodeEscape()
    default:
      throw unexpected
    }
  }

  private mutating func unicodeEscape() throws(RuleViolation) {
    switch try codeUnit() {
    case 0:
      throw RuleViolation("must not hold \\u0000")
    case 0xD800...0xDBFF:
      guard peek == UInt8(ascii: "\\") else { throw Self.unpairedSurrogate }
      index += 1
      guard peek == UInt8(ascii: "u") else { throw Self.unpairedSurrogate }
      index += 1
      guard case 0xDC00...0xDFFF = try codeUnit() else { throw Self.unpairedSurrogate }
    case 0xDC00...0xDFFF:
      throw Self.unpairedSurrogate
    default:
      break
    }
  }

  private static let unpairedSurrogate = RuleViolation("must not hold an unpaired surrogate escape")

  private mutating func codeUnit() throws(RuleViolation) -> Int {
    var unit = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected
      }
      unit = unit << 4 | digit
      index += 1
    }
    return unit
  }

  private mutating func literal(_ text: StaticString) throws(RuleViolation) {
    for byte in text.description.utf8 { try take(byte) }
  }

  private mutating func number() throws(RuleViolation) {
    let start = index
    var number = JSONNumber()
    if skip(UInt8(ascii: "-")) { number.negate() }
    if !skip(UInt8(ascii: "0")) {
      try digits { number.append(digit: $0, inFraction: false) }
    } else {
      number.append(digit: UInt8(ascii: "0"), inFraction: false)
    }
    if skip(UInt8(ascii: ".")) {
      try digits { number.append(digit: $0, inFraction: true) }
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      let isNegative = skip(UInt8(ascii: "-"))
      if !isNegative { _ = skip(UInt8(ascii: "+")) }
      try digits { number.appendExponent(digit: $0) }
      if isNegative { number.negateExponent() }
    }
    guard let length = number.writtenByteCount else {
      throw RuleViolation("must not hold a number out of range, at byte \(start)")
    }
    writtenByteCount += length - (index - start)
    guard writtenByteCount <= maxBytes else {
      throw RuleViolation(
        "must be at most \(maxBytes) bytes with its numbers written without exponents")
    }
  }

  private mutating func digits(_ body: (UInt8) -> Void) throws(RuleViolation) {
    guard let first = peek, isDigit(first) else { throw unexpected }
    while let byte = peek, isDigit(byte) {
      body(byte)
      index += 1
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  // MARK: Bytes

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  private var unexpected: RuleViolation {
    index < bytes.count
      ? RuleViolation("must be valid JSON; it is not at byte \(index)")
      : RuleViolation("must be valid JSON; it ends too early")
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    index += 1
    return true
  }

  private mutating func take(_ byte: UInt8) throws(RuleViolation) {
    guard skip(byte) else { throw unexpected }
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      index += 1
    }
  }
}
