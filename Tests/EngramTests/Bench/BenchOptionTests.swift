import Testing

/// What `engram bench` says to options that make no sense, before it connects.
struct BenchOptionTests {
  @Test(arguments: [
    (["--scenario", "write"], "'write' is invalid for '--scenario <scenario>'"),
    (["--in-flight", "0"], "--in-flight 0: expected 1 to 65536"),
    (["--max-in-flight", "0"], "--max-in-flight 0: expected 1 to 65536"),
    (["--rate", "0"], "--rate 0.0: expected more than 0 and at most 10000000"),
    (["--rate", "nan"], "--rate nan: expected more than 0"),
    (["--seconds", "0"], "--seconds 0.0: expected more than 0 and at most 86400"),
    (["--warm-up", "-1"], "--warm-up -1.0: expected 0 to 3600"),
    (["--count", "0"], "--count 0: expected 1 to"),
    (["--connections", "0"], "--connections 0: expected 1 to 10000"),
    (["--threads", "2"], "--threads 2: expected 1 to 1"),
    (
      ["--connections", "16", "--in-flight", "8"],
      "--connections 16: expected at most 8, the calls in flight"
    ),
    (
      ["--organizations", "9", "--conversations", "8"], "--conversations 8: expected 9 to 100000"
    ),
    (["--timeout", "soon"], "--timeout: `soon` is not valid; expected a number of seconds"),
    (["--echo"], "--echo: expected --scenario noop, and no other"),
    (["--echo", "--scenario", "list"], "--echo: expected --scenario noop, and no other"),
  ])
  func `a mistake is named with what was expected`(
    arguments: [String], expected: String
  ) async throws {
    // Joined, because ArgumentParser takes a value that begins with a dash for another option.
    let options = arguments.count == 2 ? [arguments.joined(separator: "=")] : arguments
    let result = try await Executable.run(["bench"] + options)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(result.errors.contains(expected))
  }

  @Test func `a server that is not there is named`() async throws {
    let result = try await Executable.run(["bench", "--address", "unix:/nonexistent"])
    #expect(result.status == 1)
    #expect(result.errors.contains("UNAVAILABLE: "))
  }
}
