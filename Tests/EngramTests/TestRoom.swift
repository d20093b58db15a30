import Foundation

/// Settings of test runs.
enum TestRoom {
  /// How many times more time and memory than normally a test may take, as with a build that
  /// checks itself: `ENGRAM_TEST_ROOM`.
  static let factor = number("ENGRAM_TEST_ROOM").map { Int(clamping: $0) } ?? 1

  /// What random tests are made from, for a run like an earlier one: `ENGRAM_TEST_SEED`.
  static let seed = number("ENGRAM_TEST_SEED") ?? .random(in: .min ... .max)

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }
}
