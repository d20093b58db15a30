import Foundation
import Wire

/// What `engram bench` prints for one scenario and one load.
struct BenchRow: Sendable {
  let scenario: String
  let connections: Int
  let load: Load
  /// From the first counted call to the end of the last one that could begin.
  let seconds: Double
  /// Calls that succeeded, and how many of them each second.
  let calls: Int
  let callsPerSecond: Double
  let succeeded: Latencies
  let failed: Latencies
  /// Failed calls by code, only those that came.
  let codes: [(code: StatusCode, count: Int)]
  let withoutRetryInfo: Int
  let unsent: Int
  let generatorCPUPercent: Double
  let ended: LoadControl.Reason

  /// - Parameter recorder: What all threads measured.
  init(scenario: String, plan: LoadPlan, recorder: LoadRecorder, ended: LoadControl.Reason) {
    self.scenario = scenario
    connections = plan.connections
    load = plan.load
    let start = recorder.window.lowerBound
    // A count ends with its last call, a time when no further call begins.
    let end = plan.count == nil ? recorder.callingEnd : max(recorder.lastEnd, start)
    seconds = end > start ? Double(end - start) / 1e9 : 0
    calls = recorder.succeeded.count
    let counted = plan.count == nil ? recorder.succeededInWindow : calls
    callsPerSecond = seconds > 0 ? Double(counted) / seconds : 0
    succeeded = recorder.succeeded
    failed = recorder.failed
    codes = StatusCode.allCases.compactMap { code in
      let count = recorder.failures[Int(code.rawValue)]
      return count > 0 ? (code, count) : nil
    }
    withoutRetryInfo = recorder.withoutRetryInfo
    unsent = recorder.unsent
    generatorCPUPercent = recorder.cpu.percent
    self.ended = ended
  }

  /// Such as `append, 64 in flight, 2 connections`.
  var title: String {
    "\(scenario), \(load.label), \(connections) connection\(connections == 1 ? "" : "s")"
  }
}

extension BenchRow: Encodable {
  /// The names in the JSON.
  private enum Name: String, CodingKey {
    case scenario, connections, rate, seconds, calls, failed, codes, unsent
    case inFlight = "in_flight"
    case callsPerSecond = "calls_per_second"
    case min = "min_ms"
    case mean = "mean_ms"
    case p50 = "p50_ms"
    case p90 = "p90_ms"
    case p99 = "p99_ms"
    case p999 = "p99_9_ms"
    case max = "max_ms"
    case failedP50 = "failed_p50_ms"
    case failedP99 = "failed_p99_ms"
    case failedMax = "failed_max_ms"
    case withoutRetryInfo = "without_retry_info"
    case generatorCPUPercent = "generator_cpu_percent"
    case endedEarly = "ended_early"
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Name.self)
    try object.encode(scenario, forKey: .scenario)
    try object.encode(connections, forKey: .connections)
    try encodeLoad(&object)
    try object.encode(seconds, forKey: .seconds)
    try object.encode(calls, forKey: .calls)
    try object.encode(callsPerSecond, forKey: .callsPerSecond)
    try encodeLatencies(&object)
    try object.encode(failed.count, forKey: .failed)
    let counts = Dictionary(codes.map { ($0.code.name, $0.count) }) { $1 }
    try object.encode(counts, forKey: .codes)
    try object.encode(withoutRetryInfo, forKey: .withoutRetryInfo)
    try object.encode(unsent, forKey: .unsent)
    try object.encode(generatorCPUPercent, forKey: .generatorCPUPercent)
    try object.encode(ended.text, forKey: .endedEarly)
  }

  private func encodeLoad(_ object: inout KeyedEncodingContainer<Name>) throws {
    switch load {
    case .closed(let inFlight):
      try object.encode(inFlight, forKey: .inFlight)
      try object.encodeNil(forKey: .rate)
    case .open(let rate, _):
      try object.encodeNil(forKey: .inFlight)
      try object.encode(rate, forKey: .rate)
    }
  }

  private func encodeLatencies(_ object: inout KeyedEncodingContainer<Name>) throws {
    try object.encode(succeeded.minMs, forKey: .min)
    try object.encode(succeeded.meanMs, forKey: .mean)
    try object.encode(succeeded.percentileMs(50), forKey: .p50)
    try object.encode(succeeded.percentileMs(90), forKey: .p90)
    try object.encode(succeeded.percentileMs(99), forKey: .p99)
    try object.encode(succeeded.percentileMs(99.9), forKey: .p999)
    try object.encode(succeeded.maxMs, forKey: .max)
    try object.encode(failed.percentileMs(50), forKey: .failedP50)
    try object.encode(failed.percentileMs(99), forKey: .failedP99)
    try object.encode(failed.maxMs, forKey: .failedMax)
  }

  /// One line of JSON, its names in snake case; latencies are null where no call had one.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
