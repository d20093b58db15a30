import ArgumentParser
import Client
import Wire

/// Measures a running server from outside.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure throughput and latency of a running server.",
    discussion: """
      Keeps a number of calls in flight on one connection, each followed by the next, and prints \
      one row for each scenario and number. What it writes goes to an organization of its own, \
      which is deleted at the end.
      """)

  @OptionGroup var server: AddressOptions

  @Option(help: "What to call: \(BenchScenario.allNames). Repeat it for several. (default: all)")
  var scenario: [BenchScenario] = []

  @Option(help: "Calls in flight, 1 to 4096. Repeat it for several. (default: 1, 8, 32, 64)")
  var inFlight: [Int] = []

  @Option(help: "Seconds for each row, 1 to 3600.")
  var seconds = 5

  @Flag(help: "Print one JSON object for each row instead of a table.")
  var json = false

  func validate() throws {
    guard (1...3600).contains(seconds) else {
      throw ValidationError("--seconds \(seconds): expected 1 to 3600")
    }
    for number in inFlight where !(1...4096).contains(number) {
      throw ValidationError("--in-flight \(number): expected 1 to 4096")
    }
  }

  func run() async throws {
    let client = try await EngramClient.connect(to: server.endpoint())
    let subject = try await BenchSubject.create(with: client)
    if !json { print(BenchRow.header) }
    do {
      for scenario in scenario.isEmpty ? BenchScenario.allCases : scenario {
        for number in inFlight.isEmpty ? [1, 8, 32, 64] : inFlight {
          let loop = ClosedLoop(inFlight: number, duration: .seconds(seconds))
          let measurement = await loop.run { try await scenario.call(client, subject) }
          let row = BenchRow(scenario, inFlight: number, measurement)
          print(json ? try row.json() : row.description)
        }
      }
    } catch {
      try? await subject.delete(with: client)
      throw error
    }
    try await subject.delete(with: client)
    await client.close()
  }
}
