import LLM
import Postgres

/// The scopes that one search looks through, each with the copy that it uses.
struct ScopesInSearch {
  let keys: [String]
  /// In step with the keys; an empty one where none was loaded.
  private(set) var copies: [ScopeCopy]
  /// The caller's, unless it turned out not to be there.
  private(set) var project: String?

  /// Whose vectors the copies have; 0 for none.
  let modelID: Int16

  private let cacheKeys: [ScopeCopies.Key]
  private let cache: ScopeCopies
  /// Which copies were loaded since the search began. These need no comparing: what came after is no
  /// business of this search, and in a busy scope there would always be something.
  private var isFresh: [Bool]

  /// What is seen from `view`, as far as it is copied with the vectors of `model`.
  init(
    _ view: MemoryView, model: DeployedModel?, copies cache: ScopeCopies, in scope: RequestScope
  ) {
    keys = view.keys
    project = view.projectID?.text
    let modelID = model?.id ?? 0
    self.modelID = modelID
    cacheKeys = keys.map { key in
      ScopeCopies.Key(
        organization: scope.organizationID.text, scope: key, model: modelID,
        dimensions: model?.settings.model.dimensions ?? 0)
    }
    self.cache = cache
    copies = cacheKeys.map { cache.copy($0) ?? .empty }
    isFresh = keys.map { _ in false }
  }

  /// The parameters 2 to 5 of `memory_search`.
  var parameters: [PostgresValue] {
    [
      .textArray(keys), .text(project),
      .int8Array(zip(copies, isFresh).map { copy, isFresh in isFresh ? nil : copy.version }),
      .bool(project.map { id in copies.contains { $0.isBound(to: id) } } ?? false),
    ]
  }

  /// Whether a memory is there at one of these moments and not at the other.
  func expire(between moment: Moment, and other: Moment) -> Bool {
    copies.contains { $0.expires(between: moment, and: other) }
  }

  /// Loads what the answer says is no longer what it was, and forgets what is gone.
  mutating func refresh(after answer: SearchAnswer) async throws {
    if !answer.seesProject { project = nil }
    guard !answer.isCurrent else { return }
    var wanted: [(place: Int, version: Int64)] = []
    for (place, version) in zip(copies.indices, answer.versions) {
      if version == 0 {
        copies[place] = .empty
        isFresh[place] = false
      } else if !isFresh[place], copies[place].version != version {
        wanted.append((place, version))
      }
    }
    try await load(wanted)
  }

  private mutating func load(_ wanted: [(place: Int, version: Int64)]) async throws {
    try await withThrowingTaskGroup(of: (place: Int, copy: ScopeCopy?).self) { group in
      for (place, version) in wanted {
        let key = cacheKeys[place]
        group.addTask { [cache] in (place, try await cache.load(key, atLeast: version)) }
      }
      for try await (place, copy) in group {
        copies[place] = copy ?? .empty
        isFresh[place] = copy != nil
      }
    }
  }
}

/// What `memory_search` says.
struct SearchAnswer {
  /// One of its rows.
  struct Row: Sendable {
    let isCurrent, seesProject: Bool
    let versions: [Int64]
    let moment: Moment
    let memory: Memory?

    init(_ row: borrowing PostgresRow) throws(PostgresError) {
      isCurrent = try row.decode(0)
      seesProject = try row.decode(1)
      versions = isCurrent ? [] : try row.decodeArray(2)
      moment = try Moment(row, 3)
      let isMemory = try row.decodeOptional(5, as: Int16.self) != nil
      memory = isMemory ? try Memory(row, from: 4) : nil
    }
  }

  let isCurrent, seesProject: Bool
  /// Of the scopes as they are, when the copies are not current.
  let versions: [Int64]
  /// The database's clock; what had expired by then is left out.
  let moment: Moment
  /// `nil` when the copies were not what they should be.
  let memories: [Memory]?

  init(_ rows: [Row]) throws(PostgresError) {
    guard let first = rows.first else {
      throw PostgresError(
        .decoding, attempted: MemoryStatements.search.name, reason: "expected a row, got none")
    }
    isCurrent = first.isCurrent
    seesProject = first.seesProject
    versions = first.versions
    moment = first.moment
    memories = isCurrent && seesProject ? rows.compactMap(\.memory) : nil
  }
}
