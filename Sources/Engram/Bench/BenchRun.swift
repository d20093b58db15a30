import ArgumentParser
import Client
import Foundation
import Wire

/// Makes all rows of `engram bench`, and before and after them what they call.
struct BenchRun: Sendable {
  let endpoint: Endpoint
  let load: LoadOptions
  let report: ReportOptions
  let interruption: Interruption

  /// Tries to connect, with a pause between them, after a row has lost its connection.
  private static let reconnects = 20
  private static let pause = Duration.milliseconds(500)

  /// Prints the rows as they are made, and returns them; fewer after an interruption.
  func run() async throws -> [BenchRow] {
    let scenarios = load.scenario.isEmpty ? BenchScenarios.all : load.scenario.map(\.scenario)
    if load.echo { return try await rows(scenarios, .none) }
    var configuration = ClientConfiguration()
    configuration.timeout = try load.callTimeout()
    let client = try await EngramClient.connect(to: endpoint, configuration: configuration)
    let needs = scenarios.map { $0.need }
    var subject =
      needs.contains(.conversations)
      ? BenchSubject(organizations: load.organizations, conversations: load.conversations) : .none
    if needs.contains(.memories) || needs.contains(.contexts) { subject.memories = MemorySubject() }
    if needs.contains(.contexts) {
      subject.contexts = subject.memories.map {
        ContextSubject($0, messages: load.messages, chunks: load.chunks)
      }
    }
    do {
      try await subject.create(with: client, control: interruption.control())
      for scenario in scenarios { try await scenario.init().check(client, subject) }
      let rows = try await rows(scenarios, subject)
      try await cleanUp(subject, client)
      return rows
    } catch is CancellationError {
      try await cleanUp(subject, client)
      return []
    } catch let exit as ExitCode {
      throw exit
    } catch {
      try? await cleanUp(subject, client)
      throw error
    }
  }

  /// Deletes what was made, and says so where that is not possible.
  private func cleanUp(_ subject: BenchSubject, _ client: EngramClient) async throws {
    do {
      try await subject.delete(with: client)
      await client.close()
    } catch {
      let names = subject.ownedIDs.joined(separator: " ")
      StandardError.line("could not delete the organizations \(names): \(error)")
      throw ExitCode.failure
    }
  }

  private func rows(
    _ scenarios: [any BenchScenario.Type], _ subject: BenchSubject
  ) async throws -> [BenchRow] {
    var rows: [BenchRow] = []
    var chart = LatencyChart()
    if !report.json { StandardOutput.line(BenchTable.header) }
    for scenario in scenarios {
      let deck = RequestDeck(
        scenario.init().requests(subject), timeout: try load.callTimeout())
      for load in load.loads where !interruption.isRaised {
        let plan = try plan(load, deck)
        let (row, timeline) = try await measure(
          scenario.name, plan, afterLoss: rows.last?.ended == .connectionLost)
        try printRow(row)
        rows.append(row)
        chart.add(row.title, timeline)
      }
    }
    if let path = report.chart {
      try chart.svg().write(toFile: path, atomically: true, encoding: .utf8)
    }
    return rows
  }

  private func plan(_ load: Load, _ deck: RequestDeck) throws -> LoadPlan {
    LoadPlan(
      endpoint: endpoint, deck: deck, load: load, connections: self.load.connections,
      threads: self.load.threads, isEcho: self.load.echo,
      warmUp: .seconds(self.load.warmUp), duration: self.load.duration, count: self.load.count,
      drain: try self.load.callTimeout() + .seconds(1))
  }

  private func measure(
    _ scenario: String, _ plan: LoadPlan, afterLoss: Bool
  ) async throws -> (BenchRow, Timeline) {
    let progress = TerminalLine.isWanted ? LoadProgress() : nil
    let control = interruption.control()
    let run = LoadRun(plan: plan, control: control, progress: progress)
    let isEndless = load.count != nil && load.seconds == nil
    let seconds = isEndless ? nil : load.warmUp + plan.duration / .seconds(1)
    let live = progress.map { progress in
      let line = LiveLine(
        title: "\(scenario), \(plan.load.label)", total: seconds, progress: progress)
      return Task { await line.run() }
    }
    let result: Result<LoadRecorder, any Error>
    do {
      result = .success(
        try await repeatedly(afterLoss ? Self.reconnects : 0) { try await run.run() })
    } catch { result = .failure(error) }
    live?.cancel()
    await live?.value
    let recorder = try result.get()
    let row = BenchRow(
      scenario: scenario, plan: plan, recorder: recorder, ended: control.reason)
    return (row, recorder.timeline)
  }

  /// Tries again, with a pause, as long as no connection can be made.
  private func repeatedly(
    _ times: Int, _ body: () async throws -> LoadRecorder
  ) async throws -> LoadRecorder {
    for _ in 0..<times where !interruption.isRaised {
      do { return try await body() } catch is SocketError { try await Task.sleep(for: Self.pause) }
    }
    return try await body()
  }

  private func printRow(_ row: BenchRow) throws {
    let lines = report.json ? [try row.json()] : BenchTable.lines(row)
    lines.forEach(StandardOutput.line)
  }
}
