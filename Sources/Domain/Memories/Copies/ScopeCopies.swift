import LLM
public import Postgres
import Synchronization

/// Copies of scopes, which searches share; bounded by bytes, what was used longest ago goes first.
///
/// A copy is found by organization and scope, and by nothing else of a request. Whether it is still
/// what the database has, the database says.
public final class ScopeCopies: Sendable {
  typealias Key = ScopeLoader.Key

  /// How many bytes are kept unless it is said otherwise.
  public static let standardBytes = 128 << 20
  /// How many bytes may be loaded at once.
  private static let loadBytes = 256 << 20
  /// How often a copy is loaded until it is new enough: a load that began before is the first, one
  /// that began afterwards the second.
  private static let maxLoads = 3

  private struct State {
    var copies = RecencyList<Key, ScopeCopy>()
    var bytes = 0
    var loads: [Key: Task<ScopeCopy?, any Error>] = [:]
  }

  private let loader: ScopeLoader
  private let maxBytes: Int
  private let state = Mutex(State())

  /// Copies of at most `maxBytes` in all, which the service's lanes load.
  public init(lanes: PostgresLanes, maxBytes: Int = standardBytes) {
    loader = ScopeLoader(lanes: lanes, room: LoadRoom(bytes: Self.loadBytes))
    self.maxBytes = max(maxBytes, 0)
  }

  /// How many bytes are kept now, about; never more than may be.
  public var byteCount: Int { state.withLock(\.bytes) }

  /// The copy that is there, of whatever version.
  func copy(_ key: Key) -> ScopeCopy? {
    state.withLock { $0.copies.use(key) }
  }

  /// A copy of this version or a later one; `nil` when the scope is gone.
  ///
  /// Whoever wants the same waits for the same load. Throws what the lanes throw.
  func load(_ key: Key, atLeast version: Int64) async throws -> ScopeCopy? {
    for _ in 0..<Self.maxLoads {
      let copy = try await load(key).value
      guard let copy else { return nil }
      if copy.version >= version { return copy }
    }
    throw DomainError.aborted(.memory)
  }

  private func load(_ key: Key) -> Task<ScopeCopy?, any Error> {
    state.withLock { state in
      if let running = state.loads[key] { return running }
      let old = state.copies.use(key) ?? .empty
      let task = Task {
        do {
          let copy = try await loader.load(key, from: old)
          finish(key, with: copy)
          return copy
        } catch {
          finish(key, with: old)
          throw error
        }
      }
      state.loads[key] = task
      return task
    }
  }

  private func finish(_ key: Key, with copy: ScopeCopy?) {
    state.withLock { state in
      state.loads[key] = nil
      if let old = state.copies.remove(key) { state.bytes -= old.byteCount }
      guard let copy, copy !== ScopeCopy.empty, copy.byteCount <= maxBytes else { return }
      while state.bytes > maxBytes - copy.byteCount, let oldest = state.copies.removeOldest() {
        state.bytes -= oldest.byteCount
      }
      state.copies.insert(key, copy)
      state.bytes += copy.byteCount
    }
  }
}
