import Foundation
import FoundationXML
import Testing

/// `engram bench` against a real server.
@Suite(.serialized) struct BenchServerTests {
  @Test func `every scenario makes as many calls as it is told, and all succeed`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let options = [
      "--count", "40", "--warm-up", "0", "--in-flight", "4", "--chunks", "1",
      "--timeout", "\(30 * TestRoom.factor)",
    ]
    let rows = try await bench(serve.address, options)
    #expect(
      rows.compactMap { $0["scenario"] as? String } == [
        "noop", "append", "list", "mixed", "store", "search", "context",
      ])
    for row in rows {
      #expect(row["calls"] as? Int == 40)
      #expect(row["failed"] as? Int == 0)
      #expect(row["in_flight"] as? Int == 4)
      #expect(row["ended_early"] is NSNull)
      let latencies = ["min_ms", "p50_ms", "p90_ms", "p99_ms", "p99_9_ms", "max_ms"].compactMap {
        row[$0] as? Double
      }
      #expect(latencies.count == 6)
      #expect(latencies == latencies.sorted())
      #expect(row["calls_per_second"] as? Double ?? 0 > 0)
    }
    #expect(try await organizations(serve) == "{}\n")
    _ = try await serve.end(SIGTERM)
  }

  @Test func `several threads and connections share the calls`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let options = [
      "--scenario", "mixed", "--connections", "3", "--threads", "2", "--organizations", "2",
      "--conversations", "5", "--warm-up", "0", "--count", "51",
    ]
    let rows = try await bench(serve.address, options + ["--in-flight", "7", "--rate", "500"])
    #expect(rows.map { $0["calls"] as? Int } == [51, 51])
    #expect(rows.map { $0["failed"] as? Int } == [0, 0])
    _ = try await serve.end(SIGTERM)
  }

  @Test func `an open loop shows that a server stood still for a second`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let chart = serve.folder + "/chart.svg"
    let options = ["--scenario", "noop", "--rate", "100", "--seconds", "4", "--warm-up", "0"]
    let address = serve.address
    let before = try sockets(serve)
    async let rows = bench(address, options + ["--chart", chart])
    try await waitUntil { try sockets(serve) >= before + 2 }
    try await Task.sleep(for: .seconds(1))
    kill(serve.process.processIdentifier, SIGSTOP)
    try await Task.sleep(for: .seconds(1))
    kill(serve.process.processIdentifier, SIGCONT)

    let measured = try await rows
    let row = try #require(measured.first)
    #expect(row["max_ms"] as? Double ?? 0 > 900)
    // Not one call alone: those that were due meanwhile waited too.
    #expect(row["p90_ms"] as? Double ?? 0 > 300)
    #expect((row["calls"] as? Int ?? 0) + (row["unsent"] as? Int ?? 0) == 400)
    #expect(XMLParser(data: try Data(contentsOf: URL(filePath: chart))).parse())
    _ = try await serve.end(SIGTERM)
  }

  @Test func `a lost connection ends the row with its calls as failed`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let options = ["--scenario", "noop", "--in-flight", "4", "--seconds", "30", "--warm-up", "0"]
    let arguments = ["bench", "--address", serve.address, "--json"] + options
    let before = try sockets(serve)
    async let result = Executable.run(arguments)
    try await waitUntil { try sockets(serve) >= before + 2 }
    try await Task.sleep(for: .seconds(0.5))
    _ = try await serve.end(SIGKILL)

    let ended = try await result
    #expect(ended.status == 1)
    let row = try #require(try parse(ended.output).first)
    #expect(row["failed"] as? Int == 4)
    #expect(row["codes"] as? [String: Int] == ["UNAVAILABLE": 4])
    #expect(row["ended_early"] as? String == "a connection was lost")
  }

  @Test func `an interrupted bench prints what it has and removes what it made`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let process = Process()
    let output = Pipe()
    process.executableURL = Executable.url
    process.arguments = [
      "bench", "--address", serve.address, "--json", "--scenario", "append", "--in-flight", "2",
      "--seconds", "60", "--warm-up", "0",
    ]
    process.environment = Executable.clean
    process.standardOutput = output
    try process.run()
    try await waitUntil { try await organizations(serve) != "{}\n" }
    try await Task.sleep(for: .seconds(3))
    kill(process.processIdentifier, SIGINT)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }

    #expect(process.terminationStatus == 130)
    let text = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let row = try #require(try parse(text).first)
    #expect(row["ended_early"] as? String == "interrupted")
    #expect(row["calls"] as? Int ?? 0 > 0)
    #expect(try await organizations(serve) == "{}\n")
    _ = try await serve.end(SIGTERM)
  }

  /// The rows that a bench printed; it must have succeeded.
  private func bench(
    _ address: String, _ options: [String]
  ) async throws -> [[String: Any]] {
    let result = try await Executable.run(["bench", "--address", address, "--json"] + options)
    #expect(result.status == 0)
    #expect(result.errors == "")
    return try parse(result.output)
  }

  private func parse(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").compactMap { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    }
  }

  private func waitUntil(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(20)) }
  }

  /// How many sockets the server has open: two more once a bench has its client and its load.
  private func sockets(_ serve: ServeProcess) throws -> Int {
    let folder = "/proc/\(serve.process.processIdentifier)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return target?.hasPrefix("socket:") == true
    }.count
  }

  /// What is left on the server, as JSON.
  private func organizations(_ serve: ServeProcess) async throws -> String {
    try await Executable.run([
      "call", "engram.v1.OrganizationService/ListOrganizations", "--address", serve.address,
    ]).output
  }
}
