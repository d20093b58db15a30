import TestTraffic
import Wire

/// What a server answered to hostile traffic, counted, and what of it should not have been.
struct AnswerTally: Sendable {
  /// Responses by code; messages of streams count as OK.
  private(set) var counts: [StatusCode: Int] = [:]
  /// The first few answers that no client can be expected to understand.
  private(set) var faults: [String] = []

  /// Codes that say that the server was at fault.
  private static let serverFaults: Set<StatusCode> = [.unknown, .internal, .dataLoss]
  private static let endOfStream: FrameFlags = [.remoteClosed, .noData]

  mutating func add(_ frame: FrameFeeder.Frame) {
    switch (frame.header.type, frame.header.flags) {
    case (.response, []): addResponse(frame)
    case (.data, []): count(.ok)
    case (.data, Self.endOfStream) where frame.data.isEmpty: count(.ok)
    default: addFault("no frame of a server: \(frame.header)")
    }
  }

  mutating func add(_ other: AnswerTally) {
    counts.merge(other.counts, uniquingKeysWith: +)
    for fault in other.faults { addFault(fault) }
  }

  mutating func addFault(_ fault: String) {
    if faults.count < 10 { faults.append(fault) }
  }

  private mutating func addResponse(_ frame: FrameFeeder.Frame) {
    guard let response = try? Ttrpc.Response(unpacking: frame.data),
      let code = StatusCode(rawValue: response.status?.code ?? 0)
    else { return addFault("no response with a known code: \(frame)") }
    count(code)
    if Self.serverFaults.contains(code) { addFault("\(code) on \(frame.header): \(response)") }
  }

  private mutating func count(_ code: StatusCode) { counts[code, default: 0] += 1 }
}
