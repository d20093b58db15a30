/// All that searches have to know of the messages of a conversation, as of a state of it. Another state
/// is another copy, which shares what is the same.
struct ConversationCopy: Sendable {
  /// When the conversation was created: another one may have its id later.
  let createdAt: Moment
  /// Which erasures it has seen.
  private(set) var erasedVersion: Int64
  /// In order, without gaps; each at least twice as long as the one that follows it.
  private(set) var segments: [ConversationSegment] = []
  /// The `seq` of its first message, and the one that follows its last.
  let firstSeq: Int64
  private(set) var endSeq: Int64
  /// In order, and each longer than the one that follows it, likewise.
  private(set) var vectors: [VectorSegment] = []
  /// From which `seq` on it has the embeddings that there are, and before which.
  private(set) var vectorsFrom, vectorsEnd: Int64

  /// A copy of nothing, which begins at `firstSeq`.
  init(of state: ConversationState, firstSeq: Int64) {
    createdAt = state.createdAt
    erasedVersion = state.erasedVersion
    self.firstSeq = firstSeq
    endSeq = firstSeq
    vectorsFrom = state.vectorsFrom
    vectorsEnd = state.vectorsFrom
  }

  /// How much it takes, about.
  var byteCount: Int {
    segments.reduce(256) { $0 + $1.byteCount } + vectors.reduce(0) { $0 + $1.byteCount }
  }

  /// Whether it has all of this state.
  func has(_ state: ConversationState) -> Bool {
    createdAt == state.createdAt && erasedVersion >= state.erasedVersion
      && endSeq >= state.nextSeq && hasVectors(of: state)
  }

  func hasVectors(of state: ConversationState) -> Bool {
    state.vectorsFrom > state.embeddedSeq
      || (vectorsFrom <= state.vectorsFrom && vectorsEnd > state.embeddedSeq)
  }

  /// With the messages that follow. What is not much longer is joined with what comes after it, so
  /// that each message is moved only as often as the copy has doubled.
  func adding(_ segment: ConversationSegment) -> ConversationCopy {
    var copy = self
    var last = segment
    while let earlier = copy.segments.last, earlier.messages.count <= 2 * last.messages.count {
      copy.segments.removeLast()
      last = earlier.joined(with: last)
    }
    copy.segments.append(last)
    copy.endSeq = last.endSeq
    return copy
  }

  /// With the embeddings that follow, all that there are before `end`.
  func adding(_ segment: VectorSegment, before end: Int64) -> ConversationCopy {
    var copy = self
    var last = segment
    while let earlier = copy.vectors.last, earlier.count <= 2 * last.count {
      copy.vectors.removeLast()
      last = earlier.joined(with: last)
    }
    copy.vectors.append(last)
    copy.vectorsEnd = end
    return copy
  }

  /// Without embeddings, to be read from `seq` on.
  func forgettingVectors(from seq: Int64) -> ConversationCopy {
    var copy = self
    copy.vectors = []
    copy.vectorsFrom = seq
    copy.vectorsEnd = seq
    return copy
  }

  /// Without what these messages said, all that were erased by `version`, and without embeddings.
  func erasing(_ seqs: Set<Int64>, version: Int64) -> ConversationCopy {
    var copy = forgettingVectors(from: .max)
    copy.segments = segments.map { $0.erasing(seqs) }
    copy.erasedVersion = version
    return copy
  }
}
