@testable import Domain
import Postgres
import TestSupport
import Testing

/// Models that fail, workers that are too late, and the limit of calls.
@Suite struct ConsolidationFailureTests {
  @Test func `a model that fails is asked again, and each message is summarised once`()
    async throws
  {
    let server = try await OpenAIServer.start()
    try await server.set(
      OpenAIBehaviour(failNext: [.status(500), .body(.malformed), .body(.noChoices)]))
    try await ConsolidationFixture.use(server) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      try await fixture.finish()
      #expect(try await fixture.summaries(of: conversation).map(\.messages) == [1...11])
      #expect(try await server.counters().chat.count == 4)
      #expect(try await fixture.coverage(of: conversation).isComplete)
    }
  }

  @Test func `a provider that wants fewer requests holds everybody back`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(failNext: [.status(429, retryAfter: .text("60"))]))
    try await ConsolidationFixture.use(server, calls: 100) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      #expect(try await fixture.step())
      let wait = try await fixture.limiter.untilFree()
      #expect(wait > .seconds(30) && wait <= .seconds(60))
      #expect(try await fixture.limiter.take() != nil)
      #expect(try await server.counters().chat.count == 1)
    }
  }

  @Test func `who waits for a consolidation that fails for good is told`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      let waiting = Task {
        try await fixture.domain.consolidations.consolidate(
          conversation, waiting: true, in: fixture.scope)
      }
      // The request may come after the first failure: then it opens the job again.
      let failing = Task {
        while !Task.isCancelled {
          try await fixture.execute(
            """
            update engram.jobs set state = 4, last_error = 'broken' where state = 1;
            """)
          try? await Task.sleep(for: .milliseconds(20))
        }
      }
      await #expect(throws: DomainError.failedPrecondition(.consolidation, .consolidationFailed)) {
        try await waiting.value
      }
      failing.cancel()
      try await failing.value
      // Asking again takes the dead job's place.
      async let again = fixture.domain.consolidations.consolidate(
        conversation, waiting: true, in: fixture.scope)
      while try await fixture.jobStates() != [1] {}
      try await fixture.work()
      let done = try await again
      #expect(done.isDone)
    }
  }

  @Test func `a worker whose lease was lost commits nothing`() async throws {
    try await ConsolidationFixture.use { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      let late = try #require(try await fixture.claim())
      try await fixture.execute(
        "update engram.jobs set fencing_token = fencing_token + 1, state = 1, lease_until = null;")
      let work = ConsolidationWork(
        lanes: fixture.domain.systemLanes, readingLanes: fixture.domain.systemLanes,
        models: fixture.domain.models, policy: ConsolidationPolicy(), limits: MemoryLimits(),
        language: .english)
      let plan = try #require(try await work.plan(late, tellsKnown: false))
      var progress = SummaryProgress(fromSeq: 1, toSeq: 11, budget: 1_000, partCount: 1)
      progress.summary = "late"
      await #expect(throws: (any Error).self) { try await work.commit(progress, plan, of: late) }
      #expect(try await work.keep(progress, of: late) == false)
      #expect(try await fixture.summaries(of: conversation).isEmpty)
      #expect(try await fixture.memories().isEmpty)
      try await fixture.work()
      #expect(try await fixture.summaries(of: conversation).count == 1)
    }
  }

  @Test func `an answer that was kept is not paid for again`() async throws {
    let server = try await OpenAIServer.start()
    try await ConsolidationFixture.use(server) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      let held = try #require(try await fixture.claim())
      var progress = SummaryProgress(fromSeq: 1, toSeq: 11, budget: 20_000, partCount: 1)
      progress.summary = "Kept: 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008 for Miller."
      progress.doneParts = 1
      progress.model = "earlier"
      progress.wasCompleted = true
      let work = ConsolidationWork(
        lanes: fixture.domain.systemLanes, readingLanes: fixture.domain.systemLanes,
        models: fixture.domain.models, policy: ConsolidationPolicy(), limits: MemoryLimits(),
        language: .english)
      #expect(try await work.keep(progress, of: held))
      try await fixture.execute(
        """
        update engram.jobs set fencing_token = fencing_token + 1, state = 1, lease_until = null,
          run_after = now();
        """)
      try await fixture.work()
      let summary = try #require(try await fixture.summaries(of: conversation).first)
      #expect(summary.content == progress.summary && summary.model == "earlier")
      #expect(try await server.counters().chat.count == 0)
    }
  }

  @Test func `a message that is deleted while its summary is made is not told by it`() async throws
  {
    let server = try await OpenAIServer.start()
    try await ConsolidationFixture.use(server) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      let messages = try (1...21).map { try message("The secret is \(1_000 + $0).") }
      _ = try await fixture.domain.messages.append(
        messages, to: conversation, in: fixture.scope)
      let held = try #require(try await fixture.claim())
      let work = ConsolidationWork(
        lanes: fixture.domain.systemLanes, readingLanes: fixture.domain.systemLanes,
        models: fixture.domain.models, policy: ConsolidationPolicy(), limits: MemoryLimits(),
        language: .english)
      let plan = try #require(try await work.plan(held, tellsKnown: false))
      var progress = SummaryProgress(fromSeq: 1, toSeq: 11, budget: 20_000, partCount: 1)
      progress.summary = "The secret is 1003."
      progress.doneParts = 1
      progress.wasCompleted = true
      #expect(try await work.keep(progress, of: held))
      _ = try await fixture.domain.messages.delete(
        [messages[2].id], of: conversation, in: fixture.scope)
      await #expect(throws: PostgresError.self) {
        try await work.commit(progress, plan, of: held)
      }
      #expect(try await fixture.summaries(of: conversation).isEmpty)
      #expect(try await fixture.memories().isEmpty)

      try await fixture.execute(
        """
        update engram.jobs set fencing_token = fencing_token + 1, state = 1, lease_until = null,
          run_after = now();
        """)
      try await fixture.finish()
      let summary = try #require(try await fixture.summaries(of: conversation).first)
      #expect(summary.messages == 1...11 && !summary.content.contains("1003"))
      let asked = try #require(try await server.counters().chat.last)
      let text = asked.messages.map(\.content).joined()
      #expect(text.contains("1002") && !text.contains("1003"))
      #expect(try await fixture.coverage(of: conversation).isComplete)
    }
  }

  @Test func `jobs that a wrong key holds up go on once it is corrected`() async throws {
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(always: .status(401)))
    try await ConsolidationFixture.use(server) { fixture in
      let conversation = try await fixture.domain.conversation(in: fixture.scope)
      try await fixture.append(21, to: conversation)
      for _ in 0..<12 {
        #expect(try await fixture.step())
        try await fixture.execute("update engram.jobs set run_after = now();")
      }
      #expect(try await fixture.jobStates() == [1])
      try await server.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
      try await fixture.finish()
      #expect(try await fixture.summaries(of: conversation).map(\.messages) == [1...11])
    }
  }

  @Test func `in no window do more calls get leave than the limit says`() async throws {
    try await ConsolidationFixture.use(calls: 5, window: .milliseconds(400)) { fixture in
      let taken = try await withThrowingTaskGroup(of: [ContinuousClock.Instant].self) { group in
        for _ in 0..<8 {
          group.addTask {
            var taken: [ContinuousClock.Instant] = []
            let end = ContinuousClock.now + .seconds(60)
            while taken.count < 2, .now < end {
              let asked = ContinuousClock.now
              if let wait = try await fixture.limiter.take() {
                try await Task.sleep(for: min(wait, .milliseconds(50)) + .milliseconds(1))
              } else {
                taken.append(asked)
              }
            }
            return taken
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let times = taken.sorted()
      #expect(times.count >= 10)
      for (first, last) in zip(times, times.dropFirst(5)) {
        #expect(first.duration(to: last) > .milliseconds(400))
      }
    }
  }
}
