/// Makes segments of messages that were read.
struct SegmentMaking {
  let messages: [LoadedMessage]
  let timeWords: Set<[UInt8]>
  /// The words of each of some texts.
  let words: ([String]) async throws -> [[IndexedWord]]

  /// By the place of the conversation; without one of which a message is missing between others.
  func segments() async throws -> [Int: ConversationSegment] {
    let speakers = Array(Set(messages.lazy.filter { !$0.isErased }.map(\.speaker)))
    let found = try await words(
      messages.map(\.searchText) + speakers.map { SearchText.query($0.text) })
    guard found.count == messages.count + speakers.count else { return [:] }
    let names = Dictionary(
      uniqueKeysWithValues: zip(speakers, found[messages.count...].map { $0.map(\.lexeme) }))
    let batches = Dictionary(grouping: messages.indices) { messages[$0].place }
    return batches.compactMapValues { batch in
      segment(batch, found, names)
    }
  }

  private func segment(
    _ batch: [Int], _ words: [[IndexedWord]], _ names: [SpeakerNames.Speaker: [[UInt8]]]
  ) -> ConversationSegment? {
    guard let first = batch.first, let last = batch.last else { return nil }
    let firstSeq = messages[first].seq
    guard messages[last].seq - firstSeq == Int64(batch.count - 1) else { return nil }
    var speakers = SpeakerNames()
    let copied = batch.map { place in
      let message = messages[place]
      return CopiedMessage(
        role: message.role, isQuestion: message.isQuestion,
        tellsTime: words[place].contains { timeWords.contains($0.lexeme) },
        wordCount: Int32(clamping: words[place].count), occurredAt: message.occurredAt,
        speaker: message.isErased
          ? nil : speakers.place(of: message.speaker, words: names[message.speaker] ?? []))
    }
    return ConversationSegment(
      firstSeq: firstSeq, messages: copied,
      words: WordIndex(
        keeping: WordIndex(), at: [],
        adding: batch.enumerated().map { (Int32(clamping: $0), words[$1]) }),
      speakers: speakers)
  }
}
