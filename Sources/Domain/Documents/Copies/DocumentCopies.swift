import FoundationEssentials
import LLM
public import Logging
public import Postgres
import Synchronization

/// Copies of documents, which searches share; bounded by bytes, what was used longest ago goes first.
///
/// Nobody waits for them: who finds some missing searches in the database, and they are loaded
/// meanwhile, once they were missed twice. What was used a moment ago makes no room for others, so
/// that callers whose documents don't all fit don't drive out each other's.
///
/// A copy is found by organization, model and document, and by nothing else of a request. Whether it
/// is what the database has, the state of the document says, which each search reads.
public final class DocumentCopies: Sendable {
  /// How many bytes are kept unless it is said otherwise.
  public static let standardBytes = 128 << 20
  /// The most documents, and chunks of these, that one search looks through in copies.
  static let maxDocuments: Int32 = 1_000
  static let maxChunks: Int64 = 30_000
  /// How long a copy is kept at least once it was used.
  private static let rest = Duration.seconds(10)
  /// Documents that are remembered for having been missed.
  private static let maxMissed = 10_000
  /// How many bytes a chunk takes beside its vector and its words.
  private static let bytesPerChunk = 2 * MemoryLayout<Int32>.stride
  /// How many bytes a word of a chunk takes, and each different word of a document, about; of these
  /// there are hardly more than so many.
  private static let bytesPerWord = 12
  private static let bytesPerDifferentWord = 110
  private static let differentWords: Int64 = 4_000
  /// What is read at once.
  private static let batch: Int32 = 512
  private static let timeout = Duration.seconds(10)

  /// Whose copies, and with which embeddings.
  struct Kind: Sendable, Hashable {
    let organization: String
    /// 0 for no embeddings.
    let model: Int16
    let dimensions: Int
  }

  private struct Key: Hashable {
    let kind: Kind
    let document: UUID
  }

  private struct Entry {
    let copy: DocumentCopy
    let usedAt: ContinuousClock.Instant
  }

  private struct State {
    var copies = RecencyList<Key, Entry>()
    var bytes = 0
    /// What was missed once, and how many bytes it took when there was no room for it.
    var missed = RecencyList<Key, Int>()
    var isLoading = false
  }

  private let lanes: PostgresLanes
  private let maxBytes: Int
  private let logger: Logger
  private let state = Mutex(State())

  /// Copies of at most `maxBytes` in all, which `lanes` of the service's role load.
  public init(lanes: PostgresLanes, maxBytes: Int = standardBytes, logger: Logger) {
    self.lanes = lanes
    self.maxBytes = max(maxBytes, 0)
    self.logger = logger
  }

  /// Whether there are any.
  var areKept: Bool { maxBytes > 0 }

  /// How many bytes are kept now, about; never more than may be.
  public var byteCount: Int { state.withLock(\.bytes) }

  /// Whether it is any use to ask for copies of all of these.
  func takes(_ states: [DocumentState], _ kind: Kind) -> Bool {
    let chunks = states.reduce(Int64(0)) { $0 + Int64($1.chunkCount) }
    return states.count < Self.maxDocuments && chunks <= Self.maxChunks
      && states.reduce(0) { $0 + Self.bytes(of: $1, kind) } <= maxBytes
  }

  /// The copies of these, in their order; `nil` when some are missing, which are loaded then.
  func copies(of states: [DocumentState], _ kind: Kind) -> [DocumentCopy]? {
    let (copies, missing) = look(for: states, kind)
    if missing.isEmpty { return copies }
    Task { await load(missing, kind) }
    return nil
  }

  private static func bytes(of document: DocumentState, _ kind: Kind) -> Int {
    Int(document.chunkCount) * (VectorBlock.bytesPerVector(of: kind.dimensions) + bytesPerChunk)
      + Int(document.wordCount) * bytesPerWord
      + Int(min(document.wordCount, differentWords)) * bytesPerDifferentWord
  }

  /// What is there, and what was missed for the second time.
  private func look(
    for states: [DocumentState], _ kind: Kind
  ) -> (copies: [DocumentCopy], missing: [DocumentState]) {
    let now = ContinuousClock.now
    return state.withLock { kept in
      var copies: [DocumentCopy] = []
      var missing: [DocumentState] = []
      for state in states {
        let key = Key(kind: kind, document: state.document.id)
        guard let entry = kept.copies.remove(key) else {
          missing.append(state)
          continue
        }
        if entry.copy.isOutdated(by: state) {
          kept.bytes -= entry.copy.byteCount
        } else {
          kept.copies.insert(key, Entry(copy: entry.copy, usedAt: now))
        }
        if entry.copy.has(state) { copies.append(entry.copy) } else { missing.append(state) }
      }
      return (copies, missing)
    }
  }

  // MARK: Loading

  /// Loads those that were missed before, one after the other, unless others are being loaded.
  func load(_ states: [DocumentState], _ kind: Kind) async {
    guard begin() else { return }
    defer { state.withLock { $0.isLoading = false } }
    for document in states {
      guard let measured = missed(document, kind) else { continue }
      guard makeRoom(for: max(measured, Self.bytes(of: document, kind))) else { return }
      do {
        guard let copy = try await read(document, kind) else { continue }
        guard keep(copy, kind) else { return }
      } catch {
        logger.debug("a document was not copied", metadata: ["error": "\(error)"])
        return
      }
    }
  }

  private func begin() -> Bool {
    state.withLock { state in
      if state.isLoading { return false }
      state.isLoading = true
      return true
    }
  }

  /// What it took when it was copied before, or 0; `nil` when it was never missed before, and is not
  /// worth a copy yet.
  private func missed(_ document: DocumentState, _ kind: Kind) -> Int? {
    let key = Key(kind: kind, document: document.document.id)
    return state.withLock { state in
      if let bytes = state.missed.use(key) { return bytes }
      state.missed.insert(key, 0)
      if state.missed.count > Self.maxMissed { _ = state.missed.removeOldest() }
      return nil
    }
  }

  /// Removes what was used longest ago until there is room; `false` when all of it is in use.
  private func makeRoom(for bytes: Int) -> Bool {
    let border = ContinuousClock.now - Self.rest
    return state.withLock { state in
      while state.bytes > maxBytes - bytes {
        guard let (key, entry) = state.copies.oldestEntry, entry.usedAt < border else {
          return false
        }
        _ = state.copies.remove(key)
        state.bytes -= entry.copy.byteCount
      }
      return true
    }
  }

  /// `false` when it took more than was thought, and there is no room for it; that is remembered.
  private func keep(_ copy: DocumentCopy, _ kind: Kind) -> Bool {
    let key = Key(kind: kind, document: copy.document.id)
    return state.withLock { state in
      if let old = state.copies.remove(key) { state.bytes -= old.copy.byteCount }
      guard copy.byteCount <= maxBytes - state.bytes else {
        _ = state.missed.remove(key)
        state.missed.insert(key, copy.byteCount)
        return false
      }
      state.copies.insert(key, Entry(copy: copy, usedAt: .now))
      state.bytes += copy.byteCount
      return true
    }
  }

  /// The document as it is in this state; `nil` when it is not there any more.
  private func read(_ state: DocumentState, _ kind: Kind) async throws -> DocumentCopy? {
    var chunks: [LoadedChunk] = []
    while chunks.count < state.chunkCount {
      let read = try await lanes.run(
        UnitOptions(
          organizations: [kind.organization], deadline: .now + Self.timeout, isIdempotent: true),
        Query(
          DocumentStatements.readForCopy,
          [
            .text(kind.organization), .uuid(state.document.id), .int8(state.document.version),
            .timestamptz(state.document.updatedAt.timestamp), .int2(kind.model),
            .int4(Int32(chunks.count)), .int4(Self.batch),
          ]
        ) { row in try LoadedChunk(row) })
      if read.isEmpty { return nil }
      chunks += read
    }
    return try DocumentCopy(state.document, chunks, dimensions: kind.dimensions)
  }
}
