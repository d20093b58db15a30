import FoundationEssentials
import LLM
public import Postgres
import Synchronization

/// Copies of conversations, which searches share; bounded by bytes, what was used longest ago goes
/// first.
///
/// A copy is found by organization, model and conversation, and by nothing else of a request. Whether it has
/// all that a search is to see, the state of the conversation says, which each search reads.
public final class ConversationCopies: Sendable {
  /// How many bytes are kept unless it is said otherwise.
  public static let standardBytes = 128 << 20
  /// The most messages of a conversation that are copied.
  static let maxMessages: Int64 = 100_000
  /// How many bytes may be loaded at once.
  private static let loadBytes = 256 << 20
  /// How many messages one load reads, about.
  private static let messagesPerLoad: Int64 = 16_384
  /// How often copies are loaded until they are new enough: a load that began before is the first,
  /// one that began afterwards the second.
  private static let maxLoads = 3

  typealias Kind = ConversationLoader.Kind

  private struct Key: Hashable {
    let kind: Kind
    let conversation: UUID
  }

  private typealias Load = Task<[UUID: ConversationCopy], any Error>

  private struct State {
    var copies = RecencyList<Key, ConversationCopy>()
    var bytes = 0
    var loads: [Key: Load] = [:]
  }

  private let loader: ConversationLoader
  private let maxBytes: Int
  private let state = Mutex(State())

  /// Copies of at most `maxBytes` in all, which the service's lanes load.
  public init(lanes: PostgresLanes, language: TextLanguage, maxBytes: Int = standardBytes) {
    loader = ConversationLoader(
      lanes: lanes, language: language, room: LoadRoom(bytes: Self.loadBytes),
      maxMessages: Self.maxMessages)
    self.maxBytes = max(maxBytes, 0)
  }

  /// How many bytes are kept now, about; never more than may be.
  public var byteCount: Int { state.withLock(\.bytes) }

  /// Copies that have all of these states, by conversation; without those that are gone.
  ///
  /// Whoever wants the same waits for the same load. Throws what the lanes throw.
  func copies(
    of states: [ConversationState], _ kind: Kind, timeWords: Set<[UInt8]>
  ) async throws -> [UUID: ConversationCopy] {
    var found: [UUID: ConversationCopy] = [:]
    var missing = states
    for _ in 0..<Self.maxLoads {
      var loads: Set<Load> = []
      (found, missing, loads) = look(for: missing, found, kind, timeWords)
      if missing.isEmpty { return found }
      var loaded: [UUID: ConversationCopy] = [:]
      for load in loads { loaded.merge(try await load.value) { first, _ in first } }
      missing.removeAll { state in
        guard let copy = loaded[state.id] else { return true }
        guard copy.has(state) else { return false }
        found[state.id] = copy
        return true
      }
      if missing.isEmpty { return found }
    }
    throw DomainError.aborted(.conversation)
  }

  /// What is there, what is not, and the loads that will bring it.
  private func look(
    for states: [ConversationState], _ found: [UUID: ConversationCopy], _ kind: Kind,
    _ timeWords: Set<[UInt8]>
  ) -> (found: [UUID: ConversationCopy], missing: [ConversationState], loads: Set<Load>) {
    state.withLock { kept in
      var found = found
      var missing: [ConversationState] = []
      var loads: Set<Load> = []
      var wanted: [ConversationLoader.Wanted] = []
      for state in states {
        let key = Key(kind: kind, conversation: state.id)
        let copy = kept.copies.use(key)
        if let copy, copy.has(state) {
          found[state.id] = copy
          continue
        }
        missing.append(state)
        if let running = kept.loads[key] {
          loads.insert(running)
        } else {
          wanted.append((state, copy))
        }
      }
      for part in Self.parts(of: wanted) {
        let load = start(part, kind, timeWords)
        for (state, _) in part {
          kept.loads[Key(kind: kind, conversation: state.id)] = load
        }
        loads.insert(load)
      }
      return (found, missing, loads)
    }
  }

  /// Each of not much more messages than one load reads.
  private static func parts(
    of wanted: [ConversationLoader.Wanted]
  ) -> [[ConversationLoader.Wanted]] {
    var parts: [[ConversationLoader.Wanted]] = []
    var count = messagesPerLoad
    for one in wanted {
      if count >= messagesPerLoad {
        parts.append([])
        count = 0
      }
      parts[parts.count - 1].append(one)
      count += one.state.nextSeq - (one.copy?.endSeq ?? 1)
    }
    return parts
  }

  private func start(
    _ wanted: [ConversationLoader.Wanted], _ kind: Kind, _ timeWords: Set<[UInt8]>
  ) -> Load {
    let keys = wanted.map { Key(kind: kind, conversation: $0.state.id) }
    return Task {
      do {
        let copies = try await loader.load(wanted, of: kind, timeWords: timeWords)
        finish(keys) { copies[$0.conversation] }
        return copies
      } catch {
        finish(keys, with: nil)
        throw error
      }
    }
  }

  /// Keeps what was loaded; what is there stays when nothing was.
  private func finish(_ keys: [Key], with copy: ((Key) -> ConversationCopy?)?) {
    state.withLock { state in
      for key in keys {
        state.loads[key] = nil
        guard let copy else { continue }
        if let old = state.copies.remove(key) { state.bytes -= old.byteCount }
        guard let copy = copy(key), copy.byteCount <= maxBytes else { continue }
        while state.bytes > maxBytes - copy.byteCount, let oldest = state.copies.removeOldest() {
          state.bytes -= oldest.byteCount
        }
        state.copies.insert(key, copy)
        state.bytes += copy.byteCount
      }
    }
  }
}
