/// A summary made of a conversation's own sentences: no network, the same for the same input, in any
/// language.
///
/// Sentences are chosen that are central (LexRank) and hold facts, decisions or tasks, and that say
/// something else than those chosen before (MMR). Work is bounded, however long the conversation is.
public enum ExtractiveSummary {
  /// What is read of all texts together, about, and of the previous summary.
  static let maxBytesRead = 524_288
  static let maxPreviousBytes = 16_384

  /// Something that somebody said.
  public struct Turn: Sendable, Hashable {
    /// Empty leaves the speaker out.
    public let speaker: String
    public let text: String
    /// As it is to be shown, such as `2026-03-04`.
    public let date: String?

    public init(speaker: String, text: String, date: String? = nil) {
      self.speaker = speaker
      self.text = text
      self.date = date
    }
  }

  /// A line for each chosen sentence, in the order of the conversation: `Anna: We meet at 9.`, and
  /// `Anna (2026-03-04): …` where a date comes first. At most `maxBytes` of UTF-8.
  ///
  /// `previous` is what is known already: it is not said again. The summary is empty only if no turn
  /// has text, or if `maxBytes` is less than a character has.
  public static func summarize(_ turns: [Turn], previous: String?, maxBytes: Int) -> String {
    let pool = SentencePool(SummaryExcerpts(turns.map(\.text), maxBytes: maxBytesRead).excerpts)
    let lines = pool.candidates.map { SummaryLine($0.sentence, of: turns[$0.turn]) }
    var selection = SummarySelection(pool.candidates, known: known(previous))
    let chosen = selection.choose(lines, maxBytes: maxBytes)
    guard chosen.isEmpty else { return SummaryLine.joined(chosen.map { lines[$0] }) }
    // None is new and fits: the beginning of the best, or of what the excerpts left out.
    let best = selection.best.map { lines[$0] }
    return (best ?? first(turns))?.shortened(toBytes: maxBytes) ?? ""
  }

  private static func known(_ previous: String?) -> [SentenceTerms] {
    let text = (previous ?? "").clipped(toBytes: maxPreviousBytes)
    return SentenceSplitter(text, maxScalars: SentencePool.maxSentence)
      .prefix(SentencePool.maxCount / 4).map { SentenceTerms($0.text) }
  }

  /// The first sentence of the first turn that has any, however much white space is before it.
  private static func first(_ turns: [Turn]) -> SummaryLine? {
    for turn in turns {
      let text = turn.text.unicodeScalars.drop { $0.properties.isWhitespace }
      let start = String(text.prefix(SentencePool.maxSentence))
      for sentence in SentenceSplitter(start, maxScalars: SentencePool.maxSentence) {
        return SummaryLine(sentence, of: turn)
      }
    }
    return nil
  }
}
