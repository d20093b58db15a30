import Foundation
import Glibc
import Wire

/// Carries out a plan: opens the connections, runs the threads, and adds up what they measured.
struct LoadRun: Sendable {
  let plan: LoadPlan
  let control: LoadControl
  /// `nil` when nobody looks.
  let progress: LoadProgress?

  /// From the start of the threads to the first call, so that all have begun.
  private static let lead: UInt64 = 20_000_000

  func run() async throws -> LoadRecorder {
    let shares = LoadShare.shares(of: plan)
    let sockets = try await onThread { () throws(SocketError) in
      try LoadSocket.connect(to: plan.endpoint, count: plan.connections)
    }
    let start = MonotonicClock.now() + Self.lead
    let first = start + plan.warmUp.wholeNanoseconds
    let window = first..<first + plan.duration.wholeNanoseconds
    return try await withThrowingTaskGroup(of: LoadRecorder.self) { group in
      var next = 0
      for (thread, share) in shares.enumerated() {
        let own = Array(sockets[next..<next + share.connections])
        next += share.connections
        group.addTask {
          try await generate(own, share, thread: thread, start: start, window: window)
        }
      }
      var total: LoadRecorder?
      for try await part in group {
        total?.add(part)
        if total == nil { total = part }
      }
      guard let total else { throw SocketError("a load needs at least one thread") }
      return total
    }
  }

  private func generate(
    _ sockets: [CInt], _ share: LoadShare, thread: Int, start: UInt64, window: Range<UInt64>
  ) async throws -> LoadRecorder {
    let recorder = LoadRecorder(
      start: start, window: window, maxInFlight: share.inFlight,
      timeline: Timeline(start: window.lowerBound, progress: progress))
    return try await onThread { () throws(SocketError) in
      var generator = try LoadGenerator(
        adopting: sockets, share: share, plan: plan, schedule: schedule(thread, start: start),
        recorder: recorder, control: control, seed: UInt64(thread) + 0x9E37_79B9_7F4A_7C15)
      return generator.run()
    }
  }

  private func schedule(_ thread: Int, start: UInt64) -> OpenSchedule? {
    guard case .open(let rate, _) = plan.load else { return nil }
    return OpenSchedule(start: start, rate: rate, first: thread, stride: plan.threads)
  }

  /// Runs what blocks on a thread of its own.
  private func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws(SocketError) -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(with: Result(catching: body))
      }.start()
    }
  }
}
