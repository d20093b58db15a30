import ArgumentParser

/// What is called, how often, and for how long.
struct LoadOptions: ParsableArguments {
  @Option(help: "What to call. Repeat it for several. (default: all)")
  var scenario: [ScenarioChoice] = []

  @Option(
    help: """
      Closed loop: calls in flight over all connections, 1 to 65536. Repeat it for several rows. \
      (default: one a connection, 8, 32 and 64, unless --rate is given)
      """)
  var inFlight: [Int] = []

  @Option(
    help: """
      Open loop: calls a second, more than 0 and at most 10 million. Repeat it for several rows.
      """)
  var rate: [Double] = []

  @Option(
    help: """
      Most calls in flight in an open loop, 1 to 65536. A call that is due meanwhile starts late \
      and its latency still counts from when it was due; one that is late at the end is unsent.
      """)
  var maxInFlight = 4_096

  @Option(help: "Connections, 1 to 10000; the calls in flight are spread evenly over them.")
  var connections = 1

  @Option(help: "Threads that make calls, 1 to 64 and at most one for each connection.")
  var threads = 1

  @Option(
    help: """
      Seconds for each row, up to 86400, warm-up not included. (default: 5, or as long as it takes \
      when --count is given)
      """)
  var seconds: Double?

  @Option(help: "Calls for each row, warm-up not included; whichever of both ends first counts.")
  var count: Int?

  @Option(help: "Seconds of calls before each row that are not counted, 0 to 3600.")
  var warmUp = 1.0

  @Option(help: "Organizations to spread the conversations over, 1 to 10000.")
  var organizations = 1

  @Option(help: "Conversations to read and write, 1 to 100000, at least one an organization.")
  var conversations = 8

  @Option(help: "Chunks of documents that contexts are looked for in, about, 1 to 1000000.")
  var chunks: Int32 = 10_000

  @Option(help: "Summarised messages that contexts stand for, about, 8 to 1000000.")
  var messages = 160

  @Option(name: Settings.timeout.name, help: Settings.timeout.help)
  var timeout: String?

  @Flag(
    help: """
      The server is one that sends each frame back as it is: measures the generator and the \
      sockets. Only with --scenario noop.
      """)
  var echo = false

  func validate() throws {
    try expect(inFlight, "--in-flight", 1...65_536)
    try expect([maxInFlight], "--max-in-flight", 1...65_536)
    try expect([connections], "--connections", 1...10_000)
    try expect([threads], "--threads", 1...min(64, connections))
    try expect([organizations], "--organizations", 1...10_000)
    try expect([conversations], "--conversations", organizations...100_000)
    try expect([chunks], "--chunks", 1...1_000_000)
    try expect([messages], "--messages", 8...1_000_000)
    try expect(count.map { [$0] } ?? [], "--count", threads...1_000_000_000_000)
    for rate in rate where !(rate > 0 && rate <= 1e7) {
      throw ValidationError("--rate \(rate): expected more than 0 and at most 10000000")
    }
    if let seconds, !(seconds > 0 && seconds <= 86_400) {
      throw ValidationError("--seconds \(seconds): expected more than 0 and at most 86400")
    }
    guard 0...3_600 ~= warmUp else {
      throw ValidationError("--warm-up \(warmUp): expected 0 to 3600")
    }
    if let few = loads.map(\.maxInFlight).first(where: { $0 < connections }) {
      throw ValidationError(
        "--connections \(connections): expected at most \(few), the calls in flight, so that each "
          + "connection has one")
    }
    if echo, scenario.map({ $0.scenario.name }) != [NoopScenario.name] {
      throw ValidationError("--echo: expected --scenario noop, and no other")
    }
    _ = try callTimeout()
  }

  /// One for each row of a scenario.
  var loads: [Load] {
    let standard = [connections] + [8, 32, 64].filter { $0 > connections }
    let closed = inFlight.isEmpty && rate.isEmpty ? standard : inFlight
    return closed.map { .closed(inFlight: $0) }
      + rate.map { .open(rate: $0, maxInFlight: maxInFlight) }
  }

  /// How long each call may take.
  func callTimeout() throws -> Duration {
    try Settings.timeout.given(timeout)?.seconds() ?? .seconds(30)
  }

  /// How long a row takes at most, its warm-up not included.
  var duration: Duration { .seconds(seconds ?? (count == nil ? 5 : 86_400)) }
}
