import Postgres

/// What an embedding of a message was made of; the numbers are the database's.
enum MessageSpan: Int16, Sendable, CaseIterable {
  /// The message itself.
  case turn = 1
  /// The message before it and itself.
  case pair = 2
}

/// Embeddings of messages of a conversation, in the order of `seq`. It never changes.
struct MessageVectors: Sendable {
  /// Of each vector, the message.
  private(set) var seqs: [Int64] = []
  private(set) var block: VectorBlock

  init(dimensions: Int, capacity: Int) {
    block = VectorBlock(dimensions: dimensions, capacity: capacity)
    seqs.reserveCapacity(capacity)
  }

  var byteCount: Int { block.byteCount + seqs.count * MemoryLayout<Int64>.stride }

  /// Adds what was loaded of a span; a vector of another length says nothing.
  init(_ loaded: [LoadedVector], _ span: MessageSpan, dimensions: Int) {
    let own = loaded.filter { $0.span == span && $0.halves.count == dimensions }
    self.init(dimensions: dimensions, capacity: own.count)
    for vector in own {
      block.append(vector.halves)
      seqs.append(vector.seq)
    }
  }

  /// These, and those that follow.
  func joined(with next: MessageVectors) -> MessageVectors {
    var joined = MessageVectors(
      dimensions: block.dimensions, capacity: seqs.count + next.seqs.count)
    for part in [self, next] {
      for place in part.seqs.indices { joined.block.append(place, of: part.block) }
      joined.seqs += part.seqs
    }
    return joined
  }
}

/// Embeddings of messages that follow one another, of both spans.
final class VectorSegment: Sendable {
  let turns, pairs: MessageVectors

  init(turns: MessageVectors, pairs: MessageVectors) {
    self.turns = turns
    self.pairs = pairs
  }

  var count: Int { turns.seqs.count + pairs.seqs.count }
  var byteCount: Int { turns.byteCount + pairs.byteCount }

  func vectors(of span: MessageSpan) -> MessageVectors {
    switch span {
    case .turn: turns
    case .pair: pairs
    }
  }

  /// This one, and the one that follows it.
  func joined(with next: VectorSegment) -> VectorSegment {
    VectorSegment(turns: turns.joined(with: next.turns), pairs: pairs.joined(with: next.pairs))
  }
}

/// An embedding as it comes from the database.
struct LoadedVector: Sendable {
  let seq: Int64
  let span: MessageSpan
  let halves: [UInt16]

  /// From a row of `message_copy_vectors`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    seq = try row.decode(0)
    let number: Int16 = try row.decode(1)
    guard let span = MessageSpan(rawValue: number),
      let halves = HalfFloat.halves(sent: try row.decode(2))
    else {
      throw PostgresError(
        .decoding, attempted: MessageStatements.vectorsForCopy.name,
        reason: "an embedding is not in the form that PostgreSQL sends")
    }
    self.span = span
    self.halves = halves
  }
}
