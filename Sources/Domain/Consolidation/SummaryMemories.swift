import FoundationEssentials
import LLM
import Postgres

/// The memories that a summary leaves: a copy of it, to be searched, and the facts that came with it.
struct SummaryMemories {
  private static let summaryImportance: Int16 = 7

  private enum Origin: Int16 {
    case summary = 2
    case fact = 3
  }

  private struct Made {
    let memory: NewMemory
    let origin: Origin
    let replaces: [UUID]
  }

  private let made: [Made]

  init(_ progress: SummaryProgress, _ plan: ConsolidationPlan) {
    let source = MemorySource(
      stored: plan.conversation, fromSeq: progress.fromSeq, toSeq: progress.toSeq)
    func memory(
      _ content: String, _ type: MemoryType, _ importance: Int16, at place: MemoryPlace
    ) -> NewMemory? {
      // All of it is known to be valid.
      try? NewMemory(
        id: MemoryID(), type: type, place: place, source: source,
        content: content.clipped(toBytes: TextLimits.maxMemoryBytes),
        importance: MemoryImportance(stored: importance), metadata: nil, expiresAt: nil)
    }
    var made: [Made] = []
    if let copy = memory(progress.summary, .semantic, Self.summaryImportance, at: plan.place) {
      made.append(Made(memory: copy, origin: .summary, replaces: []))
    }
    for fact in progress.facts {
      let place = fact.isPersonal ? plan.personalPlace : plan.place
      guard let new = memory(fact.content, fact.type, fact.importance, at: place) else { continue }
      made.append(Made(memory: new, origin: .fact, replaces: fact.replaces))
    }
    self.made = made
  }

  var all: [NewMemory] { made.map(\.memory) }
  var places: [MemoryPlace] { made.map(\.memory.place) }

  /// Marks them as made by a consolidation, and what they contradict as superseded. With `needsAll`
  /// SQL refuses unless all of them are there.
  func markQuery(
    consolidation: ConsolidationID, organization: String, needsAll: Bool
  ) -> Query<Never> {
    var superseded: [UUID: UUID] = [:]
    for new in made {
      for old in new.replaces { superseded[old] = new.memory.id.uuid }
    }
    let old = superseded.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    return Query(
      ConsolidationStatements.memories,
      [
        .text(organization), .uuid(consolidation.uuid), .uuidArray(made.map(\.memory.id.uuid)),
        .int2Array(made.map(\.origin.rawValue)), .uuidArray(old),
        .uuidArray(old.compactMap { superseded[$0] }), .bool(needsAll),
      ])
  }
}
