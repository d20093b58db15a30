/// The messages of all conversations that one search looks through, each at a place of its own:
/// those of a conversation follow one another, and between two conversations places are empty.
struct MessagesInSearch {
  /// Messages that follow one another in a conversation.
  struct Block {
    let segment: ConversationSegment
    /// Of the conversation, among those searched.
    let conversation: Int
    /// Of the first message.
    let start: Int

    var end: Int { start + segment.messages.count }
  }

  /// How many: as far as a message counts for others.
  static let gap = 2

  private(set) var blocks: [Block] = []
  private let copies: [ConversationCopy]
  /// Of each conversation, the place that a message with `seq` 0 would have.
  private var origins: [Int] = []
  /// The place behind the last message and the empty ones after it. The first ones are empty too.
  private(set) var end = gap
  /// How many words the message at each place has; 0 where there is none.
  private(set) var lengths: [Float] = []
  private(set) var liveCount = 0
  private(set) var wordCount = 0

  init(_ copies: [ConversationCopy]) {
    self.copies = copies
    lengths.reserveCapacity(copies.reduce(end) { $0 + Int($1.endSeq - $1.firstSeq) + Self.gap })
    addGap()
    for (conversation, copy) in copies.enumerated() {
      origins.append(end - Int(copy.firstSeq))
      for segment in copy.segments {
        blocks.append(Block(segment: segment, conversation: conversation, start: end))
        end += segment.messages.count
        lengths += segment.lengths
        liveCount += segment.liveCount
        wordCount += segment.wordCount
      }
      end += Self.gap
      addGap()
    }
  }

  private mutating func addGap() {
    for _ in 0..<Self.gap { lengths.append(0) }
  }

  /// The number of the block with a message at `place`; `nil` for an empty one.
  private func block(of place: Int) -> Int? {
    var range = blocks.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if blocks[middle].end <= place {
        range = middle + 1..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    guard range.lowerBound < blocks.count, blocks[range.lowerBound].start <= place else {
      return nil
    }
    return range.lowerBound
  }

  /// The message at `place`, with its `seq` and the number of the block that has it.
  func message(at place: Int) -> (message: CopiedMessage, seq: Int64, block: Int)? {
    guard let number = block(of: place) else { return nil }
    let block = blocks[number]
    let offset = place - block.start
    return (block.segment.messages[offset], block.segment.firstSeq + Int64(offset), number)
  }

  /// The embeddings of a span, with the place of the message of each.
  func vectors(of span: MessageSpan) -> [(block: VectorBlock, places: [Int])] {
    zip(copies, origins).flatMap { copy, origin in
      copy.vectors.map { segment in
        let vectors = segment.vectors(of: span)
        return (vectors.block, vectors.seqs.map { origin + Int($0) })
      }
    }
  }
}
