/// A word of a text, as PostgreSQL tells it apart.
struct IndexedWord: Equatable, Sendable {
  /// UTF-8. Not a `String`, of which two may be equal that are different words to the database.
  let lexeme: [UInt8]
  /// How often it is there, as `ts_rank` counts: the sum of 1/i² over its first to last occurrence.
  let frequency: Float
  /// Whether the text begins with it, and is indexed so.
  let isLead: Bool

  /// The words of a `tsvector` as PostgreSQL sends it; `nil` when it is none.
  ///
  /// Their number, and each as its UTF-8 with a zero behind, the number of its places, and these:
  /// 14 bits of position behind 2 of weight, which is 3 for A.
  static func words(tsvector bytes: [UInt8]) -> [IndexedWord]? {
    var rest = bytes[...]
    func integer(_ size: Int) -> Int? {
      guard rest.count >= size else { return nil }
      defer { rest = rest.dropFirst(size) }
      return rest.prefix(size).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let count = integer(4), count <= bytes.count else { return nil }
    var words: [IndexedWord] = []
    words.reserveCapacity(count)
    for _ in 0..<count {
      guard let end = rest.firstIndex(of: 0) else { return nil }
      let lexeme = Array(rest[..<end])
      rest = rest[(end + 1)...]
      guard let places = integer(2) else { return nil }
      var frequency: Float = 0
      var isLead = false
      for place in 0..<places {
        guard let position = integer(2) else { return nil }
        frequency += 1 / Float((place + 1) * (place + 1))
        isLead = isLead || position >> 14 == 3
      }
      words.append(IndexedWord(lexeme: lexeme, frequency: frequency, isLead: isLead))
    }
    return rest.isEmpty ? words : nil
  }
}
