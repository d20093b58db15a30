/// What a text costs in an LLM's tokens, estimated without a tokenizer, in one pass.
///
/// Rather too high than too low: a budget that is kept by the estimate is kept by the model. Each
/// byte of UTF-8 has a price by what it begins: English prose comes to about a token for three
/// letters (models: four), digits and punctuation to one for two, other alphabets to a token for a
/// letter, ideographs and emoji to more than one each.
public enum TokenEstimate {
  /// Prices are in sixths of a token.
  private static let unit = 6

  /// At least 1 for a text that is not empty.
  public static func tokens(in text: String) -> Int32 {
    var price = 0
    for byte in text.utf8 { price += self.price(of: byte) }
    return Int32(clamping: (price + unit - 1) / unit)
  }

  private static func price(of byte: UInt8) -> Int {
    switch byte {
    case UInt8(ascii: " "): 1
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): 2
    case 0x00..<0x80: 3
    // The bytes after a character's first: the first has paid.
    case 0x80..<0xC0: 0
    case 0xC0..<0xE0: 6
    case 0xE0..<0xF0: 9
    default: 18
    }
  }
}
