import FoundationEssentials
import Postgres

/// Reads copies of conversations from the database; of one that was copied before only what has come
/// or was erased since.
struct ConversationLoader: Sendable {
  /// A conversation, and the copy of it that there is.
  typealias Wanted = (state: ConversationState, copy: ConversationCopy?)

  /// Whose copies, and with which embeddings.
  struct Kind: Sendable, Hashable {
    let organization: String
    /// 0 for no embeddings.
    let model: Int16
    let dimensions: Int
  }

  /// The most messages that are read at once, and their bytes.
  private static let batchMessages: Int64 = 1_024
  private static let batchBytes: Int64 = 4 << 20
  /// How long one statement may wait and run.
  private static let timeout = Duration.seconds(10)

  let lanes: PostgresLanes
  let language: TextLanguage
  let room: LoadRoom
  /// Of a conversation, the newest so many messages are copied.
  let maxMessages: Int64

  /// The conversations as they are in these states or later ones; without those that are gone.
  func load(
    _ wanted: [Wanted], of kind: Kind, timeWords: Set<[UInt8]>
  ) async throws -> [UUID: ConversationCopy] {
    let organization = kind.organization
    var copies: [UUID: ConversationCopy] = [:]
    for (state, copy) in wanted {
      copies[state.id] = try await base(state, copy, organization)
    }
    let states = wanted.map(\.state)
    var missing = states.filter { copies[$0.id]?.endSeq ?? .max < $0.nextSeq }
    let bytes = states.reduce(0.0) { sum, state in
      sum + state.bytes(from: copies[state.id]?.endSeq ?? 1)
        + state.vectorBytes(of: kind.dimensions)
    }
    return try await room.with(Int(min(bytes, 1e12))) {
      while !missing.isEmpty {
        let batch = try await read(missing, copies, organization, timeWords)
        for (id, segment) in batch { copies[id] = segment.flatMap { copies[id]?.adding($0) } }
        missing.removeAll { state in copies[state.id]?.endSeq ?? .max >= state.nextSeq }
      }
      for state in states {
        guard let copy = copies[state.id], !copy.hasVectors(of: state) else { continue }
        copies[state.id] = try await addingVectors(to: copy, of: state, kind)
      }
      return copies
    }
  }

  /// A copy with the embeddings that it lacks.
  private func addingVectors(
    to copy: ConversationCopy, of state: ConversationState, _ kind: Kind
  ) async throws -> ConversationCopy {
    let isKept =
      copy.vectorsFrom <= state.vectorsFrom
      && state.vectorsFrom - copy.vectorsFrom < MessageSearch.maxVectors
    var copy = isKept ? copy : copy.forgettingVectors(from: state.vectorsFrom)
    // A turn and a pair at least, or it would go on forever.
    let limit = max(Self.batchBytes / Int64(2 * max(kind.dimensions, 1)), 4)
    while copy.vectorsEnd <= state.embeddedSeq {
      var rows = try await lanes.run(
        options(kind.organization),
        Query(
          MessageStatements.vectorsForCopy,
          [
            .text(kind.organization), .uuid(state.id), .int2(kind.model),
            .int8(copy.vectorsEnd), .int8(state.embeddedSeq), .int4(Int32(clamping: limit)),
          ]
        ) { row in try LoadedVector(row) })
      var end = state.embeddedSeq + 1
      if rows.count == Int(limit), let last = rows.last?.seq {
        // Of the last one something may be missing.
        rows.removeAll { $0.seq == last }
        end = last
      }
      copy = copy.adding(
        VectorSegment(
          turns: MessageVectors(rows, .turn, dimensions: kind.dimensions),
          pairs: MessageVectors(rows, .pair, dimensions: kind.dimensions)),
        before: end)
    }
    return copy
  }

  /// What is left of a copy in this state, to begin with.
  private func base(
    _ state: ConversationState, _ copy: ConversationCopy?, _ organization: String
  ) async throws -> ConversationCopy {
    let first = max(state.nextSeq - maxMessages, 1)
    // One that has grown far beyond what is looked at is read anew.
    guard let copy, copy.createdAt == state.createdAt, first - copy.firstSeq < maxMessages else {
      return ConversationCopy(of: state, firstSeq: first)
    }
    guard copy.erasedVersion < state.erasedVersion else { return copy }
    let erased = try await lanes.run(
      options(organization),
      Query(
        MessageStatements.erasedForCopy,
        [.text(organization), .uuid(state.id), .int8(copy.firstSeq)]
      ) { row in try row.decode(0, as: Int64.self) })
    return copy.erasing(Set(erased), version: state.erasedVersion)
  }

  /// What comes next of some conversations; `nil` for one that is gone.
  private func read(
    _ missing: [ConversationState], _ copies: [UUID: ConversationCopy], _ organization: String,
    _ timeWords: Set<[UInt8]>
  ) async throws -> [UUID: ConversationSegment?] {
    var ranges: [(id: UUID, from: Int64, to: Int64)] = []
    var count: Int64 = 0
    for state in missing where count < Self.batchMessages {
      let from = copies[state.id]?.endSeq ?? state.nextSeq
      let to = min(state.nextSeq - 1, from + Self.batchMessages - count - 1)
      ranges.append((state.id, from, to))
      count += to - from + 1
    }
    let messages = try await lanes.run(
      options(organization),
      Query(
        MessageStatements.readForCopy,
        [
          .text(organization), .uuidArray(ranges.map(\.id)), .int8Array(ranges.map(\.from)),
          .int8Array(ranges.map(\.to)), .int4(LoadedMessage.maxCharacters),
          .int8(Self.batchBytes),
        ]
      ) { row in try LoadedMessage(row) })
    let segments = try await SegmentMaking(
      messages: messages, timeWords: timeWords, words: { try await words(of: $0, organization) }
    ).segments()
    // What was not read for lack of space comes next time; the first one always has something.
    let readCount = (messages.last?.place ?? 0) + 1
    return Dictionary(
      uniqueKeysWithValues: ranges.prefix(readCount).enumerated().map { place, range in
        (range.id, segments[place].flatMap { $0.firstSeq == range.from ? $0 : nil })
      })
  }

  private func words(
    of texts: [String], _ organization: String
  ) async throws -> [[IndexedWord]] {
    let statement = MessageStatements.wordsForCopy
    return try await lanes.run(
      options(organization),
      Query(statement, [language.parameter, .textArray(texts)]) { row in
        try row.decode(0, as: [UInt8].self)
      }
    ).map { sent in
      guard let words = IndexedWord.words(tsvector: sent) else {
        throw PostgresError(
          .decoding, attempted: statement.name,
          reason: "words are not in the form that PostgreSQL sends")
      }
      return words
    }
  }

  /// Others wait for the same copy: it has a time of its own.
  private func options(_ organization: String) -> UnitOptions {
    UnitOptions(
      organizations: [organization], deadline: .now + Self.timeout, isIdempotent: true)
  }
}
