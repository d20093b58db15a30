import FoundationEssentials
import Postgres

/// All that searches have to know of the memories of a scope. It never changes: another version is
/// another copy.
final class ScopeCopy: Sendable {
  let version: Int64
  /// Those that have a vector first, in the order of the vectors.
  let memories: [CopiedMemory]
  let vectors: VectorBlock
  let words: WordIndex
  /// How much it takes, about.
  let byteCount: Int
  private let boundProjects: Set<String>
  private let expirations: [Moment]

  private init(
    version: Int64, memories: [CopiedMemory], vectors: VectorBlock, words: WordIndex
  ) {
    self.version = version
    self.memories = memories
    self.vectors = vectors
    self.words = words
    boundProjects = Set(memories.lazy.compactMap(\.projectID))
    expirations = memories.compactMap(\.expiresAt)
    byteCount =
      memories.count * MemoryLayout<CopiedMemory>.stride + vectors.byteCount + words.byteCount
      + expirations.count * MemoryLayout<Moment>.stride
  }

  /// A copy of nothing, to begin with.
  static let empty = ScopeCopy(
    version: 0, memories: [], vectors: VectorBlock(dimensions: 0, capacity: 0), words: WordIndex())

  /// What `old` holds at `kept`, and what was loaded.
  convenience init(
    version: Int64, keeping kept: [Int], of old: ScopeCopy, adding loaded: [LoadedMemory],
    dimensions: Int
  ) throws(PostgresError) {
    var vectors = VectorBlock(dimensions: dimensions, capacity: kept.count + loaded.count)
    var memories: [CopiedMemory] = []
    memories.reserveCapacity(kept.count + loaded.count)
    var places = [Int32?](repeating: nil, count: old.memories.count)
    var words: [(place: Int32, words: [IndexedWord])] = []
    var bare: [LoadedMemory] = []
    for place in kept where place < old.vectors.count {
      places[place] = Int32(memories.count)
      memories.append(old.memories[place])
      vectors.append(place, of: old.vectors)
    }
    for memory in loaded {
      // Of a length that is not the model's nothing can be said.
      guard let halves = try memory.text.halves(), halves.count == dimensions else {
        bare.append(memory)
        continue
      }
      words.append((Int32(memories.count), try memory.text.words()))
      memories.append(memory.memory)
      vectors.append(halves)
    }
    for place in kept where place >= old.vectors.count {
      places[place] = Int32(memories.count)
      memories.append(old.memories[place])
    }
    for memory in bare {
      words.append((Int32(memories.count), try memory.text.words()))
      memories.append(memory.memory)
    }
    self.init(
      version: version, memories: memories, vectors: vectors,
      words: WordIndex(keeping: old.words, at: places, adding: words))
  }

  /// Whether the memory at a place has a vector.
  func isEmbedded(_ place: Int) -> Bool { place < vectors.count }

  /// Whether a memory is there at one of these moments and not at the other.
  func expires(between moment: Moment, and other: Moment) -> Bool {
    let (first, last) = (min(moment, other), max(moment, other))
    return expirations.contains { first < $0 && $0 <= last }
  }

  /// Whether there is a memory that is bound to this project.
  func isBound(to project: String) -> Bool { boundProjects.contains(project) }
}
