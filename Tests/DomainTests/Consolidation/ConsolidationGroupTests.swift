@testable import Domain
import Foundation
import Postgres
import TestSupport
import Testing

/// Summaries that workers commit at the same moment.
@Suite struct ConsolidationGroupTests {
  private func work(_ fixture: ConsolidationFixture) -> ConsolidationWork {
    ConsolidationWork(
      lanes: fixture.domain.systemLanes, readingLanes: fixture.domain.systemLanes,
      models: fixture.domain.models, policy: ConsolidationPolicy(), limits: MemoryLimits(),
      language: .english)
  }

  /// Conversations that are due, each with its job, which is claimed.
  private func claimed(
    _ count: Int, _ fixture: ConsolidationFixture
  ) async throws -> [(conversation: ConversationID, job: ClaimedJob)] {
    var claimed: [(ConversationID, ClaimedJob)] = []
    for _ in 0..<count {
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      claimed.append((conversation, try #require(try await fixture.claim())))
    }
    return claimed
  }

  private func progress(_ text: String) -> SummaryProgress {
    var progress = SummaryProgress(fromSeq: 1, toSeq: 11, budget: 1_000, partCount: 1)
    progress.summary = text
    progress.doneParts = 1
    return progress
  }

  @Test func `those that are committed together are each complete, and a stale one fails alone`()
    async throws
  {
    try await ConsolidationFixture.use { fixture in
      let claimed = try await claimed(6, fixture)
      let work = work(fixture)
      var plans: [ConsolidationPlan] = []
      for (_, job) in claimed {
        plans.append(try #require(try await work.plan(job, tellsKnown: true)))
      }
      let stale = claimed[3]
      try await fixture.execute(
        """
        update engram.jobs set fencing_token = fencing_token + 1
        where subject_id = '\(stale.conversation.text)';
        """)
      let failed = await withTaskGroup(of: Int?.self) { group in
        for (number, (_, job)) in claimed.enumerated() {
          let plan = plans[number]
          group.addTask {
            do {
              try await work.commit(progress("Summary \(number)."), plan, of: job)
              return nil
            } catch {
              return number
            }
          }
        }
        return await group.reduce(into: [Int]()) { failed, number in
          if let number { failed.append(number) }
        }
      }
      #expect(failed == [3])
      for (number, (conversation, _)) in claimed.enumerated() {
        let summaries = try await fixture.summaries(of: conversation)
        #expect(summaries.map(\.content) == (number == 3 ? [] : ["Summary \(number)."]))
        #expect(try await fixture.coverage(of: conversation).isComplete)
      }
      let memories = try await fixture.memories()
      #expect(
        Set(memories.map(\.content)) == Set([0, 1, 2, 4, 5].map { "Summary \($0)." }))
      #expect(memories.allSatisfy { $0.origin == .summary && $0.consolidationID != nil })
    }
  }

  /// A part of a unit whose memories are added.
  private func part(
    _ text: String, of job: ClaimedJob, _ work: ConsolidationWork, _ fixture: ConsolidationFixture,
    change: (inout SummaryProgress) -> Void = { _ in }
  ) async throws -> SummaryPart {
    let plan = try #require(try await work.plan(job, tellsKnown: false))
    var progress = progress(text)
    change(&progress)
    let commit = SummaryCommit(progress, plan, of: job)
    let add = await AddPart(
      StorePart(commit.memories.all, organization: job.organizationID),
      models: fixture.domain.models)
    return SummaryPart(commit: commit, add: try #require(add))
  }

  private func commit(_ parts: [SummaryPart], _ fixture: ConsolidationFixture) async throws {
    let queries = SummaryPart.queries(
      parts, policy: ConsolidationPolicy(), limits: MemoryLimits(), language: .english)
    _ = try await fixture.domain.systemLanes.run(
      UnitOptions(organizations: []), all: queries.withoutRows)
  }

  @Test func `a unit leaves out what can't only be added, and does the rest`() async throws {
    try await ConsolidationFixture.use { fixture in
      let claimed = try await claimed(3, fixture)
      let work = work(fixture)
      let old = try #require(
        try await fixture.domain.memories.store(
          [memory("known"), memory("old")], in: fixture.scope
        ).first { $0.memory.content == "old" }
      ).memory
      let fact = SummaryProgress.Fact(
        content: "new", type: .semantic, importance: 5, isPersonal: true, replaces: [old.id.uuid])
      let parts = [
        try await part("Plain.", of: claimed[0].job, work, fixture),
        try await part("known", of: claimed[1].job, work, fixture),
        try await part("With a fact.", of: claimed[2].job, work, fixture) { $0.facts = [fact] },
      ]
      try await commit(parts, fixture)
      var contents: [[String]] = []
      for (conversation, _) in claimed {
        contents.append(try await fixture.summaries(of: conversation).map(\.content))
      }
      #expect(contents == [["Plain."], [], ["With a fact."]])
      let memories = try await fixture.memories(superseded: true)
      #expect(
        Set(memories.map(\.content)) == ["Plain.", "known", "old", "With a fact.", "new"])
      #expect(memories.first { $0.content == "known" }?.origin == .caller)
      let replacement = memories.first { $0.content == "old" }?.supersededBy
      #expect(replacement == memories.first { $0.content == "new" }?.id)
      // What was left out is done by itself.
      let progress = progress("known")
      let plan = try #require(try await work.plan(claimed[1].job, tellsKnown: false))
      try await work.commit(progress, plan, of: claimed[1].job)
      #expect(try await fixture.summaries(of: claimed[1].conversation).count == 1)
      #expect(try await fixture.jobStates() == [3, 3, 3])
    }
  }

  @Test func `a unit in which one job is another worker's does nothing`() async throws {
    try await ConsolidationFixture.use { fixture in
      let claimed = try await claimed(2, fixture)
      let work = work(fixture)
      _ = try await fixture.domain.memories.store([memory("before")], in: fixture.scope)
      let parts = [
        try await part("First.", of: claimed[0].job, work, fixture),
        try await part("Second.", of: claimed[1].job, work, fixture),
      ]
      try await fixture.execute(
        """
        update engram.jobs set fencing_token = fencing_token + 1
        where subject_id = '\(claimed[1].conversation.text)';
        """)
      await #expect(throws: PostgresError.self) { try await commit(parts, fixture) }
      #expect(try await fixture.memories().map(\.content) == ["before"])
      #expect(try await fixture.summaries(of: claimed[0].conversation).isEmpty)
    }
  }

  @Test func `a unit that is repeated commits once`() async throws {
    try await ConsolidationFixture.use { fixture in
      let (conversation, job) = try #require(try await claimed(1, fixture).first)
      // What makes it possible for the user to have memories.
      _ = try await fixture.domain.memories.store([memory("before")], in: fixture.scope)
      let part = try await part("Only once.", of: job, work(fixture), fixture)
      try await commit([part], fixture)
      await #expect(throws: PostgresError.self) { try await commit([part], fixture) }
      #expect(try await fixture.summaries(of: conversation).map(\.content) == ["Only once."])
      #expect(try await fixture.memories().count { $0.content == "Only once." } == 1)
    }
  }

  @Test func `what several workers look for at once is each one's own`() async throws {
    try await ConsolidationFixture.use { fixture in
      let claimed = try await claimed(5, fixture)
      let work = work(fixture)
      await withTaskGroup { group in
        for (conversation, job) in claimed {
          group.addTask {
            let plan = try? await work.plan(job, tellsKnown: true)
            #expect(plan?.conversation == conversation && plan?.targetSeq == 11)
            let messages = try? await work.messages(1...11, tokens: .max, of: job)
            #expect(messages?.map(\.seq) == Array(1...11))
          }
        }
      }
    }
  }
}
