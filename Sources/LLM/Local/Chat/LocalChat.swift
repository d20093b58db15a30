/// Built-in chat: no network, no model. It answers by quoting what it has in view that has most to do
/// with what was asked, and says so.
public struct LocalChat: ChatProvider {
  /// What its replies call their model.
  public static let modelName = "extractive"

  private static let maxQuotes = 3
  private static let maxBytesRead = 262_144
  private static let minSimilarity: Float = 0.05
  /// A piece of a streamed reply.
  private static let wordsAtOnce = 4

  public var modelName: String { Self.modelName }

  public init() {}

  public func complete(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?
  ) async throws -> ChatReply {
    let text = Self.answer(request.messages)
    return ChatReply(text: text, end: .stop, usage: nil, model: Self.modelName)
  }

  public func stream(
    _ request: ChatRequest, deadline: ContinuousClock.Instant?,
    onText: (String) async throws -> Void
  ) async throws -> ChatReply {
    let reply = try await complete(request, deadline: deadline)
    for piece in Self.pieces(reply.text) {
      try Task.checkCancellation()
      try await onText(piece)
    }
    return reply
  }

  /// The same for the same messages, always.
  private static func answer(_ messages: [ChatMessage]) -> String {
    guard let last = messages.lastIndex(where: { $0.role == .user }) else { return nothing }
    let others = messages.enumerated().filter { $0.offset != last && $0.element.role != .tool }
      .map(\.element)
    let excerpts = SummaryExcerpts(others.map(\.content), maxBytes: maxBytesRead).excerpts
    let pool = SentencePool(excerpts).candidates
    let quotes = best(pool, for: messages[last].content).map { place in
      let turn = others[pool[place].turn]
      let sentence = pool[place].sentence
      return "> \(sentence.text)\(sentence.isCut ? "…" : "") (\(turn.name ?? turn.role.rawValue))"
    }
    return quotes.isEmpty ? nothing : found + quotes.joined(separator: "\n")
  }

  private static let found = """
    No model is set up: this is Engram's built-in provider, which can only quote. \
    What it has in view that comes closest:


    """
  private static let nothing = """
    No model is set up: this is Engram's built-in provider, which can only quote. \
    It has nothing in view that comes close.
    """

  /// The places of those that come closest to the question, in the order of the messages.
  private static func best(_ pool: [SentencePool.Candidate], for question: String) -> [Int] {
    let asked = SentenceTerms(question.clipped(toBytes: SentencePool.maxSentence))
    let table = SentenceRanking(pool.map(\.terms), others: [asked]).similarity
    return pool.indices.map { (place: $0, similarity: table[$0, pool.count]) }
      .filter { $0.similarity >= minSimilarity }
      .sorted { ($1.similarity, $1.place) < ($0.similarity, $0.place) }
      .prefix(maxQuotes).map(\.place).sorted()
  }

  /// Parts of `text` that begin with a word each.
  private static func pieces(_ text: String) -> [String] {
    var pieces: [String] = []
    var words = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if words % wordsAtOnce == 0 { pieces.append("") }
      pieces[pieces.count - 1] += words == 0 ? word : " " + word
      words += 1
    }
    return pieces
  }
}
