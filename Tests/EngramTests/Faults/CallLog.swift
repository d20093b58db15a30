import Synchronization
import Wire

/// The calls of a load: how each ended, and when.
final class CallLog: Sendable {
  typealias Instant = ContinuousClock.Instant

  struct Call: Sendable {
    /// Which of the load's workers made it.
    let worker: Int
    let start: Instant
    let end: Instant
    let code: StatusCode

    var duration: Duration { start.duration(to: end) }
  }

  private let calls = Mutex<[Call]>([])

  var all: [Call] { calls.withLock { $0 } }

  /// Makes a call and notes it.
  func note<Reply>(
    of worker: Int, _ call: () async throws(RPCStatus) -> Reply
  ) async throws(RPCStatus) -> Reply {
    let start = Instant.now
    do throws(RPCStatus) {
      let reply = try await call()
      add(Call(worker: worker, start: start, end: .now, code: .ok))
      return reply
    } catch {
      add(Call(worker: worker, start: start, end: .now, code: error.code))
      throw error
    }
  }

  /// Waits until each of `workers` has had a call succeed that it began after `instant`; returns
  /// when the last of them had, at the latest after `limit`.
  func recovery(
    of workers: Range<Int>, after instant: Instant, within limit: Duration
  ) async throws -> Instant? {
    var firstSuccess: [Int: Instant] = [:]
    var seen = 0
    while Instant.now < instant + limit {
      let new = calls.withLock { Array($0[seen...]) }
      seen += new.count
      for call in new where call.start > instant && call.code == .ok {
        firstSuccess[call.worker] = firstSuccess[call.worker] ?? call.end
      }
      if firstSuccess.count == workers.count { return firstSuccess.values.max() }
      try await Task.sleep(for: .milliseconds(20))
    }
    return nil
  }

  private func add(_ call: Call) { calls.withLock { $0.append(call) } }
}
