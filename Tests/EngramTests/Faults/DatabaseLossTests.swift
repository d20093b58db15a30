import Client
import Foundation
import TestSupport
import Testing
import Wire

extension FaultTests {
  /// A server whose PostgreSQL goes and comes back while clients call.
  @Suite struct DatabaseLossTests {
    private static let writers = 16
    private static let readers = 8
    private static let workers = 0..<(writers + readers)
    private static let deadline = Duration.seconds(3)
    /// What a call may take beyond its deadline, beside what the machine stood still for.
    private static let margin = Duration.seconds(2)
    /// How soon after PostgreSQL answers every client is served.
    private static let recoveryLimit = Duration.seconds(5)

    /// What happens to PostgreSQL; it answers again when `happen` returns.
    private enum Fault: CaseIterable {
      case stop, restart, kill, freeze

      func happen(to postgres: RestartablePostgres) async throws {
        let outage = DatabaseLossTests.deadline + .seconds(1)
        switch self {
        case .stop:
          await postgres.stop()
          try await Task.sleep(for: outage)
          try await postgres.start()
        case .restart:
          await postgres.stop()
          try await postgres.start()
        case .kill:
          try await postgres.kill()
          try await postgres.start()
        case .freeze:
          try await postgres.signal(SIGSTOP)
          try await Task.sleep(for: outage)
          try await postgres.signal(SIGCONT)
        }
      }

      /// Whether it outlasts the calls' deadlines.
      var isLong: Bool { self == .stop || self == .freeze }
    }

    @Test(.timeLimit(.minutes(3)))
    func `calls fail in time while PostgreSQL is gone, and succeed soon after it is back`()
      async throws
    {
      try await RestartablePostgres.use { postgres in
        let serve = try ServeProcess(options: ["--database-url", postgres.databaseURL])
        defer { serve.removeFolder() }
        #expect(await serve.firstLine().hasPrefix("engram "))
        var configuration = ClientConfiguration()
        configuration.retry = .never
        let client = EngramClient(
          to: try Endpoint(parsing: serve.address), configuration: configuration)
        let names = try await ConversationName.make(4, by: client)
        let load = MixedLoad(conversations: names, client: client, deadline: Self.deadline)

        let stall = Task { await longestStall() }
        async let work: Void = load.run(writers: Self.writers, readers: Self.readers)
        do {
          for fault in Fault.allCases {
            try await expectRecovery(from: fault, of: postgres, load.log)
          }
        } catch {
          load.stop()
          stall.cancel()
          throw error
        }
        load.stop()
        try await work
        stall.cancel()

        let calls = load.log.all
        #expect(
          Set(calls.map(\.code)).isSubset(of: [.ok, .unavailable, .deadlineExceeded]))
        let longest = try #require(calls.map(\.duration).max())
        let stalled = await stall.value
        #expect(longest < Self.deadline + Self.margin + stalled)
        try await load.ledger.expectKept(in: names, by: client)
        await client.close()
        #expect(try await serve.end(SIGTERM) == 0)
      }
    }

    /// How late a sleep ended at worst until the task was cancelled: so late is everything else then.
    private func longestStall() async -> Duration {
      let pause = Duration.milliseconds(50)
      var longest = Duration.zero
      while !Task.isCancelled {
        let asked = ContinuousClock.now
        try? await Task.sleep(for: pause)
        longest = max(longest, asked.duration(to: .now) - pause)
      }
      return longest
    }

    /// Has `fault` happen amid the load, and checks that each worker is served soon, and then always.
    private func expectRecovery(
      from fault: Fault, of postgres: RestartablePostgres, _ log: CallLog
    ) async throws {
      let start = ContinuousClock.now
      try await fault.happen(to: postgres)
      let end = ContinuousClock.now
      let recovered = try #require(
        try await log.recovery(of: Self.workers, after: end, within: Self.recoveryLimit),
        "after \(fault)")
      try await Task.sleep(for: .milliseconds(500))
      let calls = log.all
      #expect(!calls.contains { $0.start > recovered && $0.code != .ok }, "after \(fault)")
      if fault.isLong {
        #expect(calls.contains { $0.start > start && $0.start < end && $0.code != .ok }, "\(fault)")
      }
    }
  }
}
