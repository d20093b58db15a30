import Domain
import TestSupport
import Testing

/// What becomes of messages that are summarised, and of summaries that are taken back.
@Suite struct RetentionTests {
  @Test func `with retention delete, what was said is erased with the summary's being made`()
    async throws
  {
    try await ConsolidationFixture.use { fixture in
      try await set(fixture) { $0.retention = .set(.delete) }
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      try await fixture.work()
      let messages = try await contents(fixture, conversation)
      #expect(messages.prefix(11).allSatisfy { $0.isEmpty })
      #expect(messages.dropFirst(11).allSatisfy { $0.contains("Miller") })
      #expect(try await fixture.coverage(of: conversation).isComplete)
      let summary = try #require(try await fixture.summaries(of: conversation).first)
      #expect(summary.erasedAt != nil)
      await #expect(throws: DomainError.failedPrecondition(.consolidation, .messagesErased)) {
        try await fixture.domain.consolidations.undo(
          summary.id, of: conversation, in: fixture.scope)
      }
    }
  }

  @Test func `with archive days, it is erased when they are over, and not before`() async throws {
    try await ConsolidationFixture.use { fixture in
      try await set(fixture) { $0.archiveDays = .set(30) }
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      try await fixture.work()
      let sweep = ConsolidationSweep(
        lanes: fixture.domain.systemLanes, policy: ConsolidationPolicy(), limiter: fixture.limiter,
        signal: JobSignal(), logger: DomainFixture.logger)
      try await fixture.execute(
        "update engram.consolidations set created_at = now() - interval '29 days';")
      try await sweep.erase()
      #expect(try await contents(fixture, conversation).allSatisfy { !$0.isEmpty })
      try await fixture.execute(
        "update engram.consolidations set created_at = now() - interval '31 days';")
      try await sweep.erase()
      #expect(try await contents(fixture, conversation).prefix(11).allSatisfy { $0.isEmpty })
      #expect(try await fixture.summaries(of: conversation).first?.erasedAt != nil)
    }
  }

  @Test func `only the latest summary is taken back`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      try await fixture.work()
      try await fixture.append(21, from: 22, to: conversation)
      try await fixture.work()
      let summaries = try await fixture.summaries(of: conversation)
      #expect(summaries.map(\.messages) == [12...32, 1...11])
      await #expect(throws: DomainError.failedPrecondition(.consolidation, .summaryNotLatest)) {
        try await fixture.domain.consolidations.undo(
          summaries[1].id, of: conversation, in: fixture.scope)
      }
      for summary in summaries {
        _ = try await fixture.domain.consolidations.undo(
          summary.id, of: conversation, in: fixture.scope)
        #expect(try await fixture.coverage(of: conversation).isComplete)
      }
      #expect(try await fixture.memories().isEmpty)
      await #expect(throws: DomainError.notFound(.consolidation)) {
        try await fixture.domain.consolidations.undo(
          summaries[0].id, of: conversation, in: fixture.scope)
      }
    }
  }

  @Test func `coverage names what is missing and what is there twice`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      try await fixture.work()
      try await fixture.execute(
        "update engram.consolidations set from_seq = 3;")
      let short = try await fixture.coverage(of: conversation)
      #expect(!short.isComplete && short.uncoveredMessages == 2 && short.firstFault == 1)
      try await fixture.execute(
        "update engram.consolidations set from_seq = 1, to_seq = 13;")
      let long = try await fixture.coverage(of: conversation)
      #expect(!long.isComplete && long.repeatedMessages == 2 && long.firstFault == 12)
      try await fixture.execute("update engram.consolidations set to_seq = 11;")
      try await fixture.execute("delete from engram.messages where seq = 5;")
      let gap = try await fixture.coverage(of: conversation)
      #expect(!gap.isComplete && gap.missingMessages == 1 && gap.firstFault == 5)
    }
  }

  private func set(
    _ fixture: ConsolidationFixture, _ body: (inout ConsolidationChange) -> Void
  ) async throws {
    var change = ConsolidationChange()
    body(&change)
    _ = try await fixture.domain.settings.update(
      SettingsChange(
        organizationLimit: .keep, projectLimit: .keep, userLimit: .keep, consolidation: change),
      in: fixture.scope)
  }

  private func contents(
    _ fixture: ConsolidationFixture, _ conversation: ConversationID
  ) async throws -> [String] {
    try await fixture.domain.messages.list(
      MessageRange(fromSeq: 0, toSeq: 0, order: .oldestFirst), of: conversation,
      page: PageRequest(size: 100, token: ""), in: fixture.scope
    ).items.map(\.content)
  }
}
