import Foundation

/// A text as what its vector is made of: lower-cased scalars, and the units found in them.
struct TextUnits {
  enum Kind {
    /// Letters, marks and digits between separators.
    case word
    /// Letters of a script that puts no spaces between words.
    case run
    /// A symbol such as an emoji.
    case symbol
  }

  struct Unit {
    let kind: Kind
    let range: Range<Int>
  }

  private(set) var scalars: [UInt32] = []
  private(set) var units: [Unit] = []
  private var start = 0
  private var open: Kind?

  init(_ text: String) {
    scalars.reserveCapacity(text.utf8.count)
    // The same text may come composed or decomposed.
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    let composed = isASCII ? text : text.precomposedStringWithCanonicalMapping
    for scalar in composed.unicodeScalars { append(scalar) }
    close()
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    let kind = ScalarClass.kind(of: scalar, within: open)
    if kind != open || kind == .symbol { close() }
    guard let kind else { return }
    open = kind
    appendLowercased(scalar)
  }

  private mutating func appendLowercased(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      scalars.append(ScalarClass.lowercasedASCII(scalar.value))
    } else if scalar == "ß" {
      scalars += [0x73, 0x73]
    } else if ScalarClass.hasCase(scalar) {
      scalars += scalar.properties.lowercaseMapping.unicodeScalars.map(\.value)
    } else {
      scalars.append(scalar.value)
    }
  }

  private mutating func close() {
    if let kind = open, start < scalars.count {
      units.append(Unit(kind: kind, range: start..<scalars.count))
    }
    start = scalars.count
    open = nil
  }
}
