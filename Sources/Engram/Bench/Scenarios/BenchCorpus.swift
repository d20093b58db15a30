import Foundation

/// Texts of varied words, spread as the words of a language are without its most common ones.
enum BenchCorpus {
  /// Of the rank r of its words, each is as frequent as 1 / (r + shift): a memory of 17 words holds
  /// the most frequent one in a twelfth of the cases. scripts/bench/corpus.py makes the same texts.
  private static let shift = 50.0
  private static let spread = 60.0
  private static let consonants = Array("bdfgklmnprstvz")
  private static let vowels = Array("aeiou")
  private static let syllables = consonants.flatMap { consonant in
    vowels.map { "\(consonant)\($0)" }
  }

  /// So many words, each of six letters.
  static func words(_ count: Int) -> String {
    (0..<count).map { _ in word(rank()) }.joined(separator: " ")
  }

  private static func rank() -> Int {
    Int(shift * pow(spread, Double.random(in: 0..<1)) - shift)
  }

  /// Those of neighbours differ in all syllables.
  private static func word(_ rank: Int) -> String {
    let count = syllables.count
    let mixed = rank * 123_457 % (count * count * count)
    return syllables[mixed % count] + syllables[mixed / count % count]
      + syllables[mixed / count / count]
  }
}
