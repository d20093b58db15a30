import ArgumentParser
import Wire

/// Measures a running server from outside.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure throughput and latency of a running server under load.",
    discussion: """
      Prints one row for each scenario and load. With --in-flight the loop is closed: so many calls \
      are in flight, each followed by the next. With --rate it is open: calls start at their \
      intended times whatever the server does, and latency counts from then, so that a server \
      that stalls can't hide it. What is written goes to organizations of its own, which are \
      deleted at the end, also after ^C.

      Scenarios:
      \(BenchScenarios.help)
      """)

  @OptionGroup var server: AddressOptions
  @OptionGroup var load: LoadOptions
  @OptionGroup var report: ReportOptions

  func run() async throws {
    let interruption = Interruption()
    let watch = Task { await interruption.watch() }
    defer { watch.cancel() }
    let run = BenchRun(
      endpoint: try server.endpoint(), load: load, report: report, interruption: interruption)
    let rows = try await run.run()
    if interruption.isRaised { throw ExitCode(130) }
    if !report.allowFailures, rows.contains(where: { $0.failed.count > 0 || $0.ended != .none }) {
      throw ExitCode.failure
    }
  }
}
