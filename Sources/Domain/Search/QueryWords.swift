import LLM
public import Postgres
import Synchronization

/// The words of queries, as PostgreSQL tells them apart; those of the latest queries are kept. One for all
/// searches: what one of them has looked up the others know.
public final class QueryWords: Sendable {
  /// How many bytes of queries are kept, about.
  private static let maxBytes = 4 << 20
  /// What an entry takes beside its texts, about.
  private static let bytesPerEntry = 256

  private struct Entry {
    let words: [[UInt8]]
    let byteCount: Int
  }

  private struct State {
    var known = RecencyList<String, Entry>()
    var bytes = 0
  }

  private let lanes: PostgresLanes
  let language: TextLanguage
  private let state = Mutex(State())

  /// Those of texts in `language`, looked up on the service's lanes.
  public init(lanes: PostgresLanes, language: TextLanguage) {
    self.lanes = lanes
    self.language = language
  }

  /// The different words of `text` in its order.
  func words(of text: String, in scope: RequestScope) async throws -> [[UInt8]] {
    if let known = state.withLock({ $0.known.use(text)?.words }) { return known }
    let words = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MemoryStatements.searchLexemes,
        [language.parameter, .text(SearchText.query(text))]
      ) { row in Array(try row.decode(0, as: String.self).utf8) })
    keep(words, of: text)
    return words
  }

  private func keep(_ words: [[UInt8]], of text: String) {
    // The text is in two lists.
    let size = words.reduce(Self.bytesPerEntry + 2 * text.utf8.count) { $0 + $1.count + 32 }
    guard size <= Self.maxBytes else { return }
    state.withLock { state in
      guard state.known.use(text) == nil else { return }
      while state.bytes > Self.maxBytes - size, let oldest = state.known.removeOldest() {
        state.bytes -= oldest.byteCount
      }
      state.known.insert(text, Entry(words: words, byteCount: size))
      state.bytes += size
    }
  }
}
