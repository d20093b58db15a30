import Foundation
import TestTraffic
import Testing

@testable import Domain

/// Contexts of random conversations, against a plain model of who sees what.
@Suite struct ContextScopeTests {
  private static let projects = [nil, "p0", "p1", "p2"]
  private static let users = ["u0", "u1", "u2", "u3"]
  private static let topics = ["train", "window", "invoice", "garden", "violin", "harbour"]
  /// More than there may be receipts that wait.
  private static let contexts = 1_100

  /// Where a text belongs.
  private struct Owner: Hashable {
    var scope = MemoryScope.organization
    var project: String?
    var user: String?

    func isSeen(by talk: Talk) -> Bool {
      switch scope {
      case .organization: true
      case .project: project == talk.project
      case .user: user == talk.user && (project == nil || project == talk.project)
      }
    }
  }

  private struct Talk {
    let id: ConversationID
    let user: String
    let project: String?
    let messageCount: Int
    var summaries: Set<UUID> = []
  }

  /// What an organization has.
  private struct Holdings {
    let scope: RequestScope
    /// By what it says.
    var owners: [String: Owner] = [:]
    /// Of memories that were made from conversations.
    var made: [UUID: Owner] = [:]
    var talks: [Talk] = []
  }

  @Test func `nothing of others is in a context, and every message is accounted for`()
    async throws
  {
    let seed =
      ProcessInfo.processInfo.environment["ENGRAM_TEST_SEED"].flatMap(UInt64.init)
      ?? UInt64.random(in: 1...UInt64.max)
    print("seed of the scopes of contexts: \(seed)")
    var random = SeededGenerator(seed: seed)
    try await ConsolidationFixture.use { fixture in
      let domain = fixture.domain
      var all: [Holdings] = []
      for number in 0..<2 { all.append(try await Self.fill("o\(number)", domain, &random)) }
      try await fixture.work()
      for number in all.indices { try await Self.addMade(to: &all[number], domain) }

      let receipts = ReceiptWriter(lanes: domain.lanes, logger: DomainFixture.logger)
      let assembler = domain.contexts(receipts)
      var ids: [(RequestScope, ReceiptID)] = []
      while ids.count < Self.contexts {
        let holdings = all[Int.random(in: 0..<2, using: &random)]
        let talk = try #require(holdings.talks.randomElement(using: &random))
        let request = try Self.request(talk, &random)
        do {
          let context = try await assembler.assemble(request, in: holdings.scope)
          ids.append((holdings.scope, context.receiptID))
          Self.check(context, request, talk, holdings)
        } catch DomainError.invalidArgument(field: "token_budget", _) {
          #expect(request.budget < 400)
        }
      }
      // Nobody wrote them: those that found no room are lost, and no context waited for it.
      #expect(receipts.waiting(ids[0].1, of: ids[0].0.organizationID) != nil)
      let last = try #require(ids.last)
      #expect(receipts.waiting(last.1, of: last.0.organizationID) == nil)
    }
  }

  // MARK: What there is

  private static func fill(
    _ name: String, _ domain: DomainFixture, _ random: inout SeededGenerator
  ) async throws -> Holdings {
    var holdings = Holdings(scope: try DomainFixture.scope())
    for number in 0..<60 {
      let owner = Self.owner(&random)
      let text = "\(name) note \(number) on the \(topic(&random)) and the \(topic(&random))"
      holdings.owners[text] = owner
      try await domain.store(
        memory(text, scope: owner.scope, project: owner.project, user: owner.user),
        in: holdings.scope)
    }
    for number in 0..<20 {
      let owner = Self.owner(&random)
      let text = "\(name) page \(number) about the \(topic(&random))"
      holdings.owners[text] = owner
      try await domain.putEmbedded(
        document(text, scope: owner.scope, project: owner.project, user: owner.user),
        in: holdings.scope)
    }
    for number in 0..<20 {
      holdings.talks.append(
        try await talk("\(name) \(number)", in: holdings.scope, domain, &random))
    }
    return holdings
  }

  private static func owner(_ random: inout SeededGenerator) -> Owner {
    let project = projects.randomElement(using: &random) ?? nil
    return switch Int.random(in: 0..<3, using: &random) {
    case 0: Owner()
    case 1: Owner(scope: .project, project: project ?? "p0")
    default: Owner(scope: .user, project: project, user: users.randomElement(using: &random))
    }
  }

  private static func topic(_ random: inout SeededGenerator) -> String {
    topics.randomElement(using: &random) ?? ""
  }

  private static func talk(
    _ name: String, in scope: RequestScope, _ domain: DomainFixture,
    _ random: inout SeededGenerator
  ) async throws -> Talk {
    let user = users.randomElement(using: &random) ?? "u0"
    let project = projects.randomElement(using: &random) ?? nil
    let id = try await domain.conversation(in: scope, user: user, project: project)
    let count = Int.random(in: 1...60, using: &random)
    var messages: [NewMessage] = []
    for number in 1...count {
      messages.append(try message("\(id.text) \(number): the \(topic(&random)) of \(name)."))
    }
    _ = try await domain.messages.append(messages, to: id, in: scope)
    return Talk(id: id, user: user, project: project, messageCount: count)
  }

  /// What was made from conversations.
  private static func addMade(to holdings: inout Holdings, _ domain: DomainFixture) async throws {
    let page = try PageRequest(size: 100, token: "")
    for number in holdings.talks.indices {
      let talk = holdings.talks[number]
      let summaries = try await domain.consolidations.list(
        of: talk.id, includingMerged: false, page: page, in: holdings.scope)
      holdings.talks[number].summaries = Set(summaries.items.map(\.id.uuid))
      let memories = try await domain.all(
        view(project: talk.project, user: talk.user), in: holdings.scope)
      for memory in memories where memory.consolidationID != nil {
        holdings.made[memory.id.uuid] = Owner(
          scope: memory.place.scope, project: memory.place.projectID?.text,
          user: memory.place.userID?.text)
      }
    }
  }

  private static func request(
    _ talk: Talk, _ random: inout SeededGenerator
  ) throws -> ContextRequest {
    let asks = Bool.random(using: &random)
    let shares = (0..<4).map { _ in Int32.random(in: 0...23, using: &random) }
    return try ContextRequest(
      conversation: talk.id,
      query: asks ? "What of the \(topic(&random)) and the \(topic(&random))?" : "",
      budget: Int32.random(in: 64...3_000, using: &random),
      shares: ContextShares(
        summaries: shares[0], memories: shares[1], recalledMessages: shares[2],
        documents: shares[3]))
  }

  // MARK: What is expected

  private static func check(
    _ context: AssembledContext, _ request: ContextRequest, _ talk: Talk, _ holdings: Holdings
  ) {
    #expect(context.totalTokens <= request.budget)
    var told: [ContextSection: Int64] = [:]
    for (section, items) in context.sections {
      for item in items.map(\.item) {
        let isSeen =
          switch section {
          case .documents: holdings.owners[item.content]?.isSeen(by: talk) == true
          case .memories:
            (holdings.owners[item.content] ?? holdings.made[item.id])?.isSeen(by: talk) == true
          case .summaries: talk.summaries.contains(item.id)
          case .recalledMessages, .messages: item.content.hasPrefix(talk.id.text)
          }
        #expect(isSeen, "\(section) of \(talk): \(item.content)")
        told[section, default: 0] += Int64(item.messages?.count ?? 0)
      }
    }
    for omitted in context.omitted { told[omitted.section, default: 0] += omitted.messageCount }
    let accounted = told[.summaries, default: 0] + told[.messages, default: 0]
    #expect(accounted == talk.messageCount, "\(talk)")
  }
}
