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
  private(set) var liveCount = 0
  private(set) var wordCount = 0

  init(_ copies: [ConversationCopy]) {
    self.copies = copies
    for (conversation, copy) in copies.enumerated() {
      origins.append(end - Int(copy.firstSeq))
      for segment in copy.segments {
        blocks.append(Block(segment: segment, conversation: conversation, start: end))
        end += segment.messages.count
        liveCount += segment.liveCount
        wordCount += segment.wordCount
      }
      end += Self.gap
    }
  }

  /// The number of the block with a message at `place`; `nil` for an empty one.
  private func block(of place: Int) -> Int? {
    let number = blocks.partitioningIndex { $0.end > place }
    return number < blocks.count && blocks[number].start <= place ? number : nil
  }

  /// Says how many words the messages from `place` on have, one for each of `lengths`; 0 where there is
  /// none.
  func copyLengths(from place: Int, to lengths: inout [Float]) {
    let end = place + lengths.count
    var lengths = lengths.mutableSpan
    for cell in lengths.indices { lengths[cell] = 0 }
    for block in blocks[blocks.partitioningIndex { $0.end > place }...] {
      guard block.start < end else { return }
      let known = block.segment.lengths
      for own in max(place, block.start)..<min(end, block.end) {
        lengths[own - place] = known[own - block.start]
      }
    }
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
