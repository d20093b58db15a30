/// What a text costs in an LLM's tokens, estimated without a tokenizer, in one pass.
///
/// Rather too high than too low: a budget that is kept by the estimate is kept by the model. Each
/// byte of UTF-8 has a price, by what it is and what the one before is: pairs of letters tell common
/// words from rare ones and one language from another. `scripts/tokens` holds it against tokenizers.
public enum TokenEstimate {
  /// Prices are in sixteenths of a token.
  static let unit = 16
  /// The most that a byte costs.
  static let maxBytePrice = 63
  /// A place in the table of prices has six bits for each of two classes.
  private static let classBits = 6
  private static let zero = UInt8(ascii: "0")

  private static let classes = TokenPrices.classes.utf8.filter { $0 >= zero }.map { $0 - zero }
  private static let lineStart = classes[Int(UInt8(ascii: "\n"))]

  private static let prices: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 1 << (2 * classBits))
    for (before, row) in TokenPrices.prices.split(separator: "\n").enumerated() {
      for (after, price) in row.utf8.enumerated() {
        table[before << classBits | after] = price - zero
      }
    }
    return table
  }()

  /// At least 1 for a text that is not empty.
  public static func tokens(in text: String) -> Int32 {
    let price = price(of: text.utf8Span.span, classes.span, prices.span)
    return Int32(clamping: max((price + unit - 1) / unit, text.isEmpty ? 0 : 1))
  }

  /// What a byte costs after another one.
  static func price(of byte: UInt8, after before: UInt8) -> Int {
    Int(prices[Int(classes[Int(before)]) << classBits | Int(classes[Int(byte)])])
  }

  /// Adds up the price of each byte after the one before it; the first comes after a line's end.
  private static func price(
    of bytes: Span<UInt8>, _ classes: Span<UInt8>, _ prices: Span<UInt8>
  ) -> Int {
    var price = 0
    var before = Int(lineStart) << classBits
    for index in bytes.indices {
      let own = Int(classes[Int(bytes[index])])
      price += Int(prices[before | own])
      before = own << classBits
    }
    return price
  }
}
