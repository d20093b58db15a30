import FoundationEssentials

/// Ranks the messages of some conversations for a query.
///
/// Lists of the best, by words and by meaning, of each message by itself and with what is around it,
/// are joined by reciprocal rank. Then it counts who is named, what asks and what tells a time; last,
/// each message gains from those near it.
struct MessageRanking {
  /// How long each of the lists may be.
  static let listLength = 200
  /// The first so many words of a query are looked for.
  static let maxWords = 32
  /// What is added to a rank, from 1, before its reciprocal is taken.
  private static let rankOffset = 20.0
  private static let namedSpeakerWeight = 2.0
  /// A question seldom holds the answer.
  private static let questionWeight = 0.8
  private static let toldTimeWeight = 2.0
  /// What a message gains of those near it, and of a question right before it.
  private static let gainOfNeighbour = 0.1
  private static let gainOfQuestion = 0.3

  /// Ranks of a message, from 1, and what they have made of it.
  private struct Standing {
    var wordRank, vectorRank: Int64?
    var score = 0.0
  }

  private let query: MessageQuery
  private let states: [ConversationState]
  private let messages: MessagesInSearch
  private let words: ArraySlice<[UInt8]>

  /// Ranks what the filters of a query leave of `conversations`; `words` are the query's.
  init(
    _ conversations: [(state: ConversationState, copy: ConversationCopy)],
    for query: MessageQuery, words: [[UInt8]]
  ) {
    self.query = query
    states = conversations.map(\.state)
    messages = MessagesInSearch(conversations.map(\.copy))
    self.words = words.prefix(Self.maxWords)
  }

  /// The best first.
  func best(_ limit: Int, meaning: QueryMeaning? = nil) -> [RankedMessage] {
    var standings: [Int: Standing] = [:]
    let (alone, inContext) = bestByWords()
    add(alone, to: &standings)
    add(inContext, to: &standings)
    for (rank, place) in alone.enumerated() { standings[place]?.wordRank = Int64(rank) + 1 }
    if let meaning {
      let turns = nearest(.turn, to: meaning.vector)
      add(turns, to: &standings, weight: meaning.weight)
      add(nearest(.pair, to: meaning.vector), to: &standings, weight: meaning.weight)
      for (rank, place) in turns.enumerated() { standings[place]?.vectorRank = Int64(rank) + 1 }
    }
    weigh(&standings)
    return ranked(gaining(standings), limit)
  }

  private func add(_ places: [Int], to standings: inout [Int: Standing], weight: Double = 1) {
    for (rank, place) in places.enumerated() {
      standings[place, default: Standing()].score +=
        weight / (Self.rankOffset + Double(rank) + 1)
    }
  }

  /// The places of the nearest that the query wants, first the nearest.
  private func nearest(_ span: MessageSpan, to vector: [Float]) -> [Int] {
    let vectors = messages.vectors(of: span)
    let hits = NearestVectors(blocks: vectors.map(\.block)).nearest(
      Self.listLength, to: vector
    ) { block, place in !query.isFiltered || isWanted(vectors[block].places[place]) }
    return hits.map { (score: $0.score, place: vectors[$0.block].places[$0.place]) }
      .sorted { $0.score != $1.score ? $0.score > $1.score : $0.place > $1.place }
      .prefix(Self.listLength).map(\.place)
  }

  // MARK: Words

  /// The best places that the query wants, first the best: of messages alone, and in context.
  private func bestByWords() -> (alone: [Int], inContext: [Int]) {
    let names = nameWords()
    let scores = WordScores(of: words, in: messages) { word, block in
      names[block.conversation]?.contains(word) ?? false
    }
    var window = ScoreWindow(on: scores)
    var alone = TopPlaces(Self.listLength)
    var inContext = alone
    // From the last on: of equal ones the later is better, so that the others need no second look.
    for start in window.starts.reversed() {
      window.move(to: start)
      offer(window.alone, of: window, to: &alone)
      offer(window.inContext, of: window, to: &inContext)
    }
    return (alone.sorted.map(\.place), inContext.sorted.map(\.place))
  }

  /// Of each conversation, the words of the query that name somebody in it: they find those who
  /// address that person. Not where there is nothing else to look for.
  private func nameWords() -> [Int: Set<[UInt8]>] {
    var names: [Int: Set<[UInt8]>] = [:]
    for block in messages.blocks {
      for word in words where block.segment.speakers.contains(word) {
        names[block.conversation, default: []].insert(word)
      }
    }
    let count = Set(words).count
    return names.filter { $1.count < count }
  }

  private func offer(_ scores: [Float], of window: ScoreWindow, to best: inout TopPlaces) {
    var least = best.worst ?? 0
    let scores = scores.span
    var cell = window.cells.upperBound
    while cell > window.cells.lowerBound {
      cell -= 1
      // A check of each cell would take as long as all the rest.
      let score = unsafe scores[unchecked: cell]
      guard score > least, isWanted(window.place(of: cell)) else { continue }
      best.add((score, window.place(of: cell)))
      least = best.worst ?? 0
    }
  }

  private func isWanted(_ place: Int) -> Bool {
    guard let (message, seq, _) = messages.message(at: place) else { return false }
    return !message.isErased && query.wants(message, at: seq)
  }

  // MARK: Weights

  private func weigh(_ standings: inout [Int: Standing]) {
    let named = messages.blocks.map { $0.segment.speakers.named(by: words) }
    let asksTime = TimeWords.isAsked(by: query.text)
    let dates = NamedDates(in: query.text)
    for place in standings.keys {
      guard let (message, _, block) = messages.message(at: place) else { continue }
      var weight = 1.0
      if let speaker = message.speaker, named[block].contains(speaker) {
        weight *= Self.namedSpeakerWeight
      }
      if message.isQuestion { weight *= Self.questionWeight }
      if asksTime, message.tellsTime { weight *= Self.toldTimeWeight }
      weight *= dates.weight(of: message.occurredAt)
      standings[place]?.score *= weight
    }
  }

  /// With what each message gains from those near it, and those that gain only.
  private func gaining(_ standings: [Int: Standing]) -> [Int: Standing] {
    var all = standings
    // In order, so that sums are always the same.
    for (place, standing) in standings.sorted(by: { $0.key < $1.key }) {
      let isQuestion = messages.message(at: place)?.message.isQuestion ?? false
      for distance in -MessagesInSearch.gap...MessagesInSearch.gap where distance != 0 {
        let other = place + distance
        guard standings[other] != nil || isWanted(other) else { continue }
        let gain = isQuestion && distance == 1 ? Self.gainOfQuestion : Self.gainOfNeighbour
        all[other, default: Standing()].score += gain * standing.score
      }
    }
    return all
  }

  private func ranked(_ standings: [Int: Standing], _ limit: Int) -> [RankedMessage] {
    let order = standings.sorted { one, other in
      one.value.score != other.value.score
        ? one.value.score > other.value.score : one.key > other.key
    }
    return order.prefix(limit).compactMap { place, standing in
      messages.message(at: place).map { _, seq, block in
        RankedMessage(
          conversation: states[messages.blocks[block].conversation].id, seq: seq,
          score: standing.score,
          wordRank: standing.wordRank, vectorRank: standing.vectorRank)
      }
    }
  }
}

/// A message that fits a query, and why it stands where it does.
struct RankedMessage: Sendable {
  let conversation: UUID
  let seq: Int64
  let score: Double
  let wordRank, vectorRank: Int64?
}
