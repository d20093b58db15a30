import FoundationEssentials
import LLM
import Postgres

/// Reads copies of scopes from the database; of one that was copied before only what has changed.
struct ScopeLoader: Sendable {
  /// One of the copies of a deployment.
  struct Key: Sendable, Hashable {
    let organization: String
    let scope: String
    /// Whose vectors; 0 for none.
    let model: Int16
    let dimensions: Int
  }

  /// What is read at once.
  private static let batches = EmbeddingBatches(maxCount: 256, maxBytes: 1 << 20)
  /// How many bytes the words of a memory take, about, for each byte of its content.
  private static let bytesPerContentByte = 4
  /// How long one statement may wait and run.
  private static let timeout = Duration.seconds(10)

  let lanes: PostgresLanes
  let room: LoadRoom

  /// What `memory_copy_list` says.
  private struct Listing {
    var version: Int64?
    var memories: [(id: UUID, mark: Int64, bytes: Int)] = []
    var embedded: Set<UUID> = []
  }

  /// The scope as it is now or shortly after, and so at least its version; `nil` when there is none.
  func load(_ key: Key, from old: ScopeCopy) async throws -> ScopeCopy? {
    let listing = try await list(key)
    guard let version = listing.version else { return nil }
    let (kept, missing) = compare(listing, with: old)
    let size = missing.reduce(0) {
      $0 + $1.bytes * Self.bytesPerContentByte + 4 * key.dimensions
    }
    return try await room.with(old.byteCount + size) {
      var loaded: [LoadedMemory] = []
      for range in Self.batches.ranges(missing.map(\.bytes)) {
        loaded += try await read(missing[range].map(\.id), key)
      }
      return try ScopeCopy(
        version: version, keeping: kept, of: old, adding: loaded, dimensions: key.dimensions)
    }
  }

  /// Places in the old copy of what has not changed since, and all that is not among that.
  private func compare(
    _ listing: Listing, with old: ScopeCopy
  ) -> (kept: [Int], missing: [(id: UUID, bytes: Int)]) {
    var places: [UUID: Int] = [:]
    places.reserveCapacity(old.memories.count)
    for (place, memory) in old.memories.enumerated() { places[memory.id] = place }
    var kept: [Int] = []
    var missing: [(id: UUID, bytes: Int)] = []
    for (id, mark, bytes) in listing.memories {
      if let place = places[id], old.memories[place].mark == mark,
        old.isEmbedded(place) == listing.embedded.contains(id)
      {
        kept.append(place)
      } else {
        missing.append((id, bytes))
      }
    }
    return (kept, missing)
  }

  private func list(_ key: Key) async throws -> Listing {
    let rows = try await lanes.run(
      options(key),
      Query(
        MemoryStatements.listForCopy,
        [.text(key.organization), .text(key.scope), .int2(key.model)]
      ) { row in
        (
          version: try row.decode(0, as: Int64.self),
          id: try row.decodeOptional(1, as: UUID.self),
          mark: try row.decodeOptional(2, as: Int64.self),
          bytes: try row.decodeOptional(3, as: Int32.self)
        )
      })
    var listing = Listing(version: rows.first?.version)
    for row in rows {
      guard let id = row.id else { continue }
      if let mark = row.mark {
        listing.memories.append((id, mark, Int(row.bytes ?? 0)))
      } else {
        listing.embedded.insert(id)
      }
    }
    return listing
  }

  private func read(_ ids: [UUID], _ key: Key) async throws -> [LoadedMemory] {
    try await lanes.run(
      options(key),
      Query(
        MemoryStatements.readForCopy,
        [.text(key.organization), .uuidArray(ids), .int2(key.model)]
      ) { row in try LoadedMemory(row) })
  }

  /// Others wait for the same copy: it has a time of its own.
  private func options(_ key: Key) -> UnitOptions {
    UnitOptions(
      organizations: [key.organization], deadline: .now + Self.timeout, isIdempotent: true)
  }
}
