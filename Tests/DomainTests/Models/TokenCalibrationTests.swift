@testable import Domain
import LLM
import Postgres
import Testing

@Suite struct TokenCalibrationTests {
  private struct Parts {
    let domain: DomainFixture
    let reports: TokenReports
    let scope: RequestScope

    init() async throws {
      domain = try await DomainFixture.shared
      reports = TokenReports(lanes: domain.systemLanes, logger: DomainFixture.logger)
      scope = try DomainFixture.scope()
    }

    /// One of another process, which remembers nothing.
    var calibration: TokenCalibration {
      TokenCalibration(lanes: domain.lanes, reports: reports, logger: DomainFixture.logger)
    }

    /// The factor of a conversation that has none yet.
    func factor(_ model: String = "m", in scope: RequestScope? = nil) async throws -> Double {
      let scope = scope ?? self.scope
      let conversation = try await domain.conversation(in: scope)
      return await calibration.factor(
        model: model, conversation: conversation, consolidatedSeq: 0, in: scope)
    }

    func report(_ shares: Double..., model: String = "m") async throws {
      for share in shares {
        calibration.report(
          model: model, estimated: 1_000, reported: Int(share * 1_000), in: scope)
      }
      try await reports.learn()
    }
  }

  @Test func `a model of which nothing is known has the factor 1`() async throws {
    let parts = try await Parts()
    #expect(try await parts.factor() == 1)
    #expect(try await parts.factor("") == 1)
    #expect(try await parts.factor(String(repeating: "m", count: 257)) == 1)
  }

  @Test func `a factor rises at once and falls slowly`() async throws {
    let parts = try await Parts()
    _ = try await parts.domain.conversation(in: parts.scope)
    for _ in 0..<8 { try await parts.report(1.5) }
    let high = try await parts.factor()
    #expect(high > 1.45 && high <= 1.5)
    try await parts.report(1.0, 1.0, 1.0)
    let lower = try await parts.factor()
    #expect(lower < high && lower > high - 0.05)
  }

  @Test func `of many reports the high ones count, so that hardly any is above the factor`()
    async throws
  {
    let parts = try await Parts()
    _ = try await parts.domain.conversation(in: parts.scope)
    for _ in 0..<30 { try await parts.report(0.9, 1.0, 1.1, 1.2) }
    let factor = try await parts.factor()
    #expect(factor > 1.12 && factor <= 1.2)
  }

  @Test func `a factor stays within its bounds whatever is reported`() async throws {
    let parts = try await Parts()
    _ = try await parts.domain.conversation(in: parts.scope)
    for _ in 0..<30 { try await parts.report(1_000_000) }
    #expect(try await parts.factor() == 2)
    for _ in 0..<300 {
      parts.calibration.report(model: "m", estimated: 1_000, reported: 1, in: parts.scope)
    }
    try await parts.reports.learn()
    #expect(try await parts.factor() == 0.8)
  }

  @Test func `reports of short requests, or without a count, say nothing`() async throws {
    let parts = try await Parts()
    _ = try await parts.domain.conversation(in: parts.scope)
    for (estimated, reported) in [(49, 490), (0, 10), (1_000, 0), (1_000, -5)] {
      parts.calibration.report(
        model: "m", estimated: estimated, reported: reported, in: parts.scope)
    }
    try await parts.reports.learn()
    #expect(try await parts.factor() == 1)
    #expect(try await parts.domain.rowCount(of: "token_calibrations", in: parts.scope) == 0)
  }

  @Test func `a model's factor is of one organization, and of one model`() async throws {
    let parts = try await Parts()
    _ = try await parts.domain.conversation(in: parts.scope)
    for _ in 0..<8 { try await parts.report(1.5) }
    #expect(try await parts.factor() > 1.4)
    #expect(try await parts.factor("other") == 1)
    #expect(try await parts.factor(in: DomainFixture.scope()) == 1)
  }

  @Test func `a conversation keeps its factor until it is consolidated, in all processes`()
    async throws
  {
    let parts = try await Parts()
    let conversation = try await parts.domain.conversation(in: parts.scope)
    let one = parts.calibration
    func factor(_ calibration: TokenCalibration, _ seq: Int64) async -> Double {
      await calibration.factor(
        model: "m", conversation: conversation, consolidatedSeq: seq, in: parts.scope)
    }
    #expect(await factor(one, 0) == 1)
    for _ in 0..<8 { try await parts.report(1.5) }
    #expect(await factor(one, 0) == 1)
    #expect(await factor(parts.calibration, 0) == 1)
    let next = await factor(one, 10)
    #expect(next > 1.4)
    for _ in 0..<8 { try await parts.report(2.0) }
    #expect(await factor(parts.calibration, 10) == next)
  }

  @Test func `factors are deleted with their conversation and their organization`() async throws {
    let domain = try await DomainFixture()
    let reports = TokenReports(lanes: domain.systemLanes, logger: DomainFixture.logger)
    let calibration = TokenCalibration(
      lanes: domain.lanes, reports: reports, logger: DomainFixture.logger)
    let scope = try DomainFixture.scope()
    for _ in 0..<2 {
      let conversation = try await domain.conversation(in: scope)
      _ = await calibration.factor(
        model: "m", conversation: conversation, consolidatedSeq: 0, in: scope)
      calibration.report(model: "m", estimated: 100, reported: 120, in: scope)
    }
    try await reports.learn()
    #expect(try await domain.rowCount(of: "token_pins", in: scope) == 2)
    #expect(try await domain.rowCount(of: "token_calibrations", in: scope) == 1)
    try await domain.users.delete(UserID("ann"), in: scope)
    try await domain.purge.sweep()
    #expect(try await domain.rowCount(of: "token_pins", in: scope) == 0)
    #expect(try await domain.rowCount(of: "token_calibrations", in: scope) == 1)
    try await domain.organizations.delete(in: scope)
    try await domain.purge.sweep()
    #expect(try await domain.rowCount(of: "token_calibrations", in: scope) == 0)
    calibration.report(model: "m", estimated: 100, reported: 120, in: scope)
    try await reports.learn()
    #expect(try await domain.rowCount(of: "token_calibrations", in: scope) == 0)
    await domain.close()
  }
}
