import FoundationEssentials
import Postgres

/// A conversation that a search looks through, as the database had it when the search began.
struct ConversationState: Sendable {
  let id: UUID
  let createdAt: Moment
  /// The `seq` that the next message gets.
  let nextSeq: Int64
  let consolidatedSeq: Int64
  let erasedVersion: Int64
  /// What its messages cost in tokens.
  let tokenTotal: Int64
  /// Up to which `seq` its messages are embedded; 0 for none.
  let embeddedSeq: Int64
  /// Whether the search looks through everything that it was to.
  let isLast: Bool
  /// From which `seq` on the search looks at embeddings; none unless it is said.
  var vectorsFrom = Int64.max
}

extension ConversationState {
  /// From a row of `message_search_conversation` or `message_search_conversations`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    id = try row.decode(0)
    createdAt = try Moment(row, 1)
    nextSeq = try row.decode(2)
    consolidatedSeq = try row.decode(3)
    erasedVersion = try row.decode(4)
    tokenTotal = try row.decode(5)
    embeddedSeq = try row.decode(6)
    isLast = try row.decode(7)
  }

  /// How many bytes its messages from a `seq` on take, about, with what a copy is made from.
  func bytes(from seq: Int64) -> Double {
    let tokensEach = Double(tokenTotal) / Double(max(nextSeq - 1, 1))
    return Double(max(nextSeq - seq, 0)) * (512 + 24 * tokensEach)
  }

  /// How many bytes the embeddings take that are looked at, about, with what they are read from.
  func vectorBytes(of dimensions: Int) -> Double {
    vectorsFrom > embeddedSeq ? 0 : Double(embeddedSeq - vectorsFrom + 1) * Double(dimensions) * 16
  }

  /// These, with embeddings of the newest `count` messages looked at: of each conversation as many as
  /// those before it leave.
  static func lookingAt(
    vectorsOf count: Int64, _ states: [ConversationState]
  ) -> [ConversationState] {
    var left = count
    return states.map { state in
      var state = state
      let taken = min(state.embeddedSeq, left)
      // What is not copied has no place.
      let from = max(
        state.embeddedSeq - taken + 1, state.nextSeq - ConversationCopies.maxMessages, 1)
      state.vectorsFrom = from <= state.embeddedSeq ? from : .max
      left -= taken
      return state
    }
  }
}
