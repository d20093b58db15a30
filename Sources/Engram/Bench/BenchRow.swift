import Foundation
import Histogram

/// What `engram bench` prints for one scenario and one number of calls in flight.
struct BenchRow: Encodable, CustomStringConvertible {
  let scenario: String
  let inFlight: Int
  let callsPerSecond: Double
  let p50Ms: Double
  let p99Ms: Double
  let failed: Int

  init(_ scenario: BenchScenario, inFlight: Int, _ measurement: ClosedLoop.Measurement) {
    let latencies = measurement.latencies
    self.scenario = scenario.rawValue
    self.inFlight = inFlight
    callsPerSecond = Double(latencies.totalCount) / (measurement.elapsed / Duration.seconds(1))
    p50Ms = Double(latencies.valueAtPercentile(50)) / 1_000_000
    p99Ms = Double(latencies.valueAtPercentile(99)) / 1_000_000
    failed = measurement.failures
  }

  /// The names of the columns of ``description``.
  static let header = columns("scenario", "in flight", "calls/s", "p50 ms", "p99 ms", "failed")

  var description: String {
    Self.columns(
      scenario, "\(inFlight)", String(format: "%.0f", callsPerSecond),
      String(format: "%.3f", p50Ms), String(format: "%.3f", p99Ms), "\(failed)")
  }

  /// One line of JSON, its names in snake case.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  private static func columns(_ first: String, _ others: String...) -> String {
    others.reduce(first.padding(toLength: 10, withPad: " ", startingAt: 0)) { line, cell in
      line + String(repeating: " ", count: max(1, 11 - cell.count)) + cell
    }
  }
}
