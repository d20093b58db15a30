import FoundationEssentials
import LLM
import Postgres

/// The memories that a summary leaves: a copy of it, to be searched, and the facts that came with it.
struct SummaryMemories: Sendable {
  private static let summaryImportance: Int16 = 7

  /// A memory that is true no longer, and the one that says so.
  private struct Replacement {
    let organization: String
    let old: UUID
    let new: UUID
  }

  let all: [NewMemory]
  private let organization: String
  private let replacements: [Replacement]

  init(
    _ progress: SummaryProgress, _ plan: ConsolidationPlan, consolidation: ConsolidationID,
    of organization: String
  ) {
    let source = MemorySource(
      stored: plan.conversation, fromSeq: progress.fromSeq, toSeq: progress.toSeq)
    func memory(
      _ content: String, _ type: MemoryType, _ importance: Int16, _ origin: MemoryOrigin,
      at place: MemoryPlace
    ) -> NewMemory? {
      // All of it is known to be valid.
      try? NewMemory(
        id: MemoryID(), type: type, place: place, source: source,
        content: content.clipped(toBytes: TextLimits.maxMemoryBytes),
        importance: MemoryImportance(stored: importance), metadata: nil, expiresAt: nil,
        origin: origin, consolidationID: consolidation)
    }
    var all: [NewMemory] = []
    var replaced: [UUID: UUID] = [:]
    if let copy = memory(
      progress.summary, .semantic, Self.summaryImportance, .summary, at: plan.place)
    {
      all.append(copy)
    }
    for fact in progress.facts {
      let place = fact.isPersonal ? plan.personalPlace : plan.place
      guard let new = memory(fact.content, fact.type, fact.importance, .fact, at: place) else {
        continue
      }
      all.append(new)
      for old in fact.replaces { replaced[old] = new.id.uuid }
    }
    self.all = all
    self.organization = organization
    replacements = replaced.map { old, new in
      Replacement(organization: organization, old: old, new: new)
    }
  }

  var places: [MemoryPlace] { all.map(\.place) }

  /// Marks those that were stored as made by their consolidation, and what they contradict as
  /// superseded.
  var markQuery: Query<Never> {
    Self.query(made: all, of: organization, replacements)
  }

  /// Marks what was contradicted as superseded; `nil` when nothing was.
  static func supersedeQuery(_ memories: [SummaryMemories]) -> Query<Never>? {
    var seen: Set<[String]> = []
    let replacements = memories.flatMap(\.replacements).filter {
      seen.insert([$0.organization, $0.old.uuidString]).inserted
    }
    return replacements.isEmpty ? nil : query(made: [], of: "", replacements)
  }

  private static func query(
    made: [NewMemory], of organization: String, _ replacements: [Replacement]
  ) -> Query<Never> {
    Query(
      ConsolidationStatements.memories,
      [
        .textArray([String](repeating: organization, count: made.count)),
        .uuidArray(made.map(\.id.uuid)), .uuidArray(made.map { $0.consolidationID?.uuid }),
        .int2Array(made.map(\.origin.rawValue)),
        .textArray(replacements.map(\.organization)), .uuidArray(replacements.map(\.old)),
        .uuidArray(replacements.map(\.new)),
      ])
  }
}
