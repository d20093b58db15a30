/// Some messages of a conversation that follow one another, with their words. It never changes.
final class ConversationSegment: Sendable {
  let firstSeq: Int64
  let messages: [CopiedMessage]
  let words: WordIndex
  let speakers: SpeakerNames
  /// How many messages are not erased.
  let liveCount: Int
  /// How many words each message has, side by side.
  let lengths: [Float]
  /// How many all have.
  let wordCount: Int
  /// How much it takes, about.
  let byteCount: Int

  init(firstSeq: Int64, messages: [CopiedMessage], words: WordIndex, speakers: SpeakerNames) {
    self.firstSeq = firstSeq
    self.messages = messages
    self.words = words
    self.speakers = speakers
    liveCount = messages.reduce(0) { $0 + ($1.isErased ? 0 : 1) }
    lengths = messages.map { Float($0.wordCount) }
    wordCount = messages.reduce(0) { $0 + Int($1.wordCount) }
    byteCount =
      messages.count * (MemoryLayout<CopiedMessage>.stride + MemoryLayout<Float>.stride)
      + words.byteCount + speakers.byteCount
  }

  /// The `seq` that follows the last one.
  var endSeq: Int64 { firstSeq + Int64(messages.count) }

  /// This one, and the one that follows it.
  func joined(with next: ConversationSegment) -> ConversationSegment {
    var speakers = speakers
    let others = next.messages.map { message in
      var message = message
      message.speaker = message.speaker.map { speakers.place(of: $0, among: next.speakers) }
      return message
    }
    return ConversationSegment(
      firstSeq: firstSeq, messages: messages + others,
      words: WordIndex(joining: words, next.words, shift: Int32(clamping: messages.count)),
      speakers: speakers)
  }

  /// Without what these messages said; itself when that was gone already.
  func erasing(_ seqs: Set<Int64>) -> ConversationSegment {
    let isErased = messages.indices.map { place in
      messages[place].isErased || seqs.contains(firstSeq + Int64(place))
    }
    guard zip(messages, isErased).contains(where: { $0.isErased != $1 }) else { return self }
    // A name that nobody else has goes too.
    var kept = SpeakerNames()
    let left = zip(messages, isErased).map { message, isErased in
      var message = isErased ? message.erased : message
      message.speaker = message.speaker.map { kept.place(of: $0, among: speakers) }
      return message
    }
    return ConversationSegment(
      firstSeq: firstSeq, messages: left,
      words: WordIndex(
        keeping: words, at: isErased.enumerated().map { $1 ? nil : Int32(clamping: $0) },
        adding: []),
      speakers: kept)
  }
}
