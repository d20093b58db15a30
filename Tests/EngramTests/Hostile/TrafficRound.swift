import Foundation
import TestTraffic
import Wire

/// One round of hostile traffic on several connections at once, each on a thread of its own.
struct TrafficRound: Sendable {
  private static let connectionCount = 4

  /// Path of the server's Unix socket.
  let socket: String
  let seed: UInt64
  /// The least that is sent.
  let frameCount: Int

  struct Outcome: Sendable {
    var frameCount = 0
    var hangUps = 0
    var tally = AnswerTally()
  }

  func run() async throws -> Outcome {
    try await withThrowingTaskGroup(of: Outcome.self) { tasks in
      for number in 0..<Self.connectionCount {
        tasks.addTask { try await onThread { try send(seed &+ UInt64(number)) } }
      }
      return try await tasks.reduce(into: Outcome()) { sum, outcome in
        sum.frameCount += outcome.frameCount
        sum.hangUps += outcome.hangUps
        sum.tally.add(outcome.tally)
      }
    }
  }

  /// Sends one connection's share, and connects again whenever it or the server has hung up.
  private func send(_ seed: UInt64) throws -> Outcome {
    var traffic = HostileTraffic(seed: seed)
    var outcome = Outcome()
    var connection = try RawConnection(toUnixSocket: socket)
    while outcome.frameCount < frameCount / Self.connectionCount {
      let batch = traffic.batch()
      try send(batch, on: connection, &outcome.tally)
      outcome.frameCount += batch.frameCount
      if batch.parting != nil || connection.isClosed {
        outcome.hangUps += 1
        connection = try RawConnection(toUnixSocket: socket)
      }
    }
    return outcome
  }

  private func send(
    _ batch: HostileTraffic.Batch, on connection: RawConnection, _ tally: inout AnswerTally
  ) throws {
    var isSeen = false
    func read(_ frame: FrameFeeder.Frame) {
      tally.add(frame)
      if frame.header.streamID == HostileTraffic.markerStreamID { isSeen = true }
    }
    try connection.write(batch.bytes, read: read)
    if batch.parting != nil, batch.isPatient {
      try connection.read(until: { isSeen }, read)
    }
    if connection.isOutOfStep { tally.addFault("bytes that are no frame") }
    if connection.isClosed { tally.addFault("the server closed a connection that was in step") }
    if let parting = batch.parting { try connection.write(parting, read: read) }
  }
}

/// Runs `body`, which may wait, on a thread of its own: the tests' few threads are for those that
/// do not block.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    Thread { continuation.resume(with: Result { try body() }) }.start()
  }
}
