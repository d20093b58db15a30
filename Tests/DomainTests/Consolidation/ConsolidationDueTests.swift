import Domain
import Postgres
import TestSupport
import Testing

/// When a conversation is consolidated.
@Suite struct ConsolidationDueTests {
  @Test func `the append that exceeds the threshold adds the job, and no other one does`()
    async throws
  {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(20, to: conversation)
      #expect(try await fixture.jobStates().isEmpty)
      try await fixture.append(1, from: 21, to: conversation)
      try await fixture.append(1, from: 22, to: conversation)
      #expect(try await fixture.jobStates() == [1])
    }
  }

  @Test func `tokens make a conversation due too`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(11, to: conversation) { _ in
        String(repeating: "long words ", count: 600)
      }
      #expect(try await fixture.jobStates() == [1])
    }
  }

  @Test func `a conversation that falls silent is found by the sweep`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(14, to: conversation)
      let sweep = ConsolidationSweep(
        lanes: fixture.domain.systemLanes, policy: ConsolidationPolicy(), limiter: fixture.limiter,
        signal: JobSignal(), logger: DomainFixture.logger)
      try await sweep.sweepSilent()
      #expect(try await fixture.work() == 0)

      try await fixture.execute(
        """
        update engram.conversations set updated_at = now() - interval '61 minutes';
        """)
      try await fixture.execute("update engram.consolidation_checks set check_at = now();")
      try await sweep.sweepSilent()
      #expect(try await fixture.work() == 1)
      #expect(try await fixture.summaries(of: conversation).map(\.messages) == [1...4])
      #expect(try await fixture.coverage(of: conversation).isComplete)
    }
  }

  @Test func `a silent conversation that went on meanwhile is looked at later`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(14, to: conversation)
      try await fixture.execute("update engram.consolidation_checks set check_at = now();")
      let sweep = ConsolidationSweep(
        lanes: fixture.domain.systemLanes, policy: ConsolidationPolicy(), limiter: fixture.limiter,
        signal: JobSignal(), logger: DomainFixture.logger)
      try await sweep.sweepSilent()
      #expect(try await fixture.jobStates().isEmpty)
      let waits = try await fixture.sql(
        "select check_at > now() + interval '50 minutes' from engram.consolidation_checks"
      ) { row in try row.decode(0, as: Bool.self) }
      #expect(waits == [true])
    }
  }

  @Test func `an organization has a policy of its own`() async throws {
    try await ConsolidationFixture.use { fixture in
      var change = ConsolidationChange()
      change.messageThreshold = .set(4)
      change.keepRecent = .set(2)
      _ = try await fixture.domain.settings.update(
        SettingsChange(
          organizationLimit: .keep, projectLimit: .keep, userLimit: .keep, consolidation: change),
        in: fixture.scope)
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(5, to: conversation)
      #expect(try await fixture.work() == 1)
      #expect(try await fixture.summaries(of: conversation).map(\.messages) == [1...3])
    }
  }

  @Test func `where it is switched off, only a call consolidates`() async throws {
    try await ConsolidationFixture.use { fixture in
      var change = ConsolidationChange()
      change.isAutomatic = .set(false)
      _ = try await fixture.domain.settings.update(
        SettingsChange(
          organizationLimit: .keep, projectLimit: .keep, userLimit: .keep, consolidation: change),
        in: fixture.scope)
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(30, to: conversation)
      #expect(try await fixture.work() == 0)
      let asked = try await fixture.domain.consolidations.consolidate(
        conversation, waiting: false, in: fixture.scope)
      #expect(asked.targetSeq == 20 && !asked.isDone)
      #expect(try await fixture.work() == 1)
      #expect(try await fixture.summaries(of: conversation).map(\.messages) == [1...20])
    }
  }

  @Test func `messages that come while it is consolidated stay active, and are due by themselves`()
    async throws
  {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      let held = try #require(try await fixture.claim())
      #expect(held.subjectID == conversation.uuid)
      try await fixture.append(15, from: 22, to: conversation)
      #expect(try await fixture.jobStates() == [1, 2])
    }
  }
}
