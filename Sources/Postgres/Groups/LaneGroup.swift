import Synchronization

/// The group commit of one lane.
final class LaneGroup<Part: GroupPart, Row: Sendable>: Sendable {
  private typealias Waiter = CheckedContinuation<[Row], any Error>
  private typealias Queue = GroupQueue<Part, Waiter>

  private let name: String
  private let number: Int
  private let lanes: PostgresLanes
  private let metrics: GroupMetrics
  private let queries: GroupCommit<Part, Row>.Queries
  private let isIdempotent: Bool
  private let load: GroupLoad
  private let queue: Mutex<Queue>

  init(
    _ name: String, lane number: Int, of lanes: PostgresLanes, limits: GroupLimits,
    isIdempotent: Bool, load: GroupLoad, metrics: GroupMetrics,
    queries: @escaping GroupCommit<Part, Row>.Queries
  ) {
    self.name = name
    self.number = number
    self.lanes = lanes
    self.isIdempotent = isIdempotent
    self.load = load
    self.metrics = metrics
    self.queries = queries
    queue = Mutex(Queue(limits: limits))
  }

  /// Changes the queue and notes what waits then.
  private func change<R: Sendable>(_ body: (inout Queue) -> sending R) -> R {
    queue.withLock { queue in
      defer { load.note(parts: queue.waitingCount, bytes: queue.waitingBytes) }
      return body(&queue)
    }
  }

  func run(_ part: Part) async throws -> [Row] {
    let id = lanes.nextID()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in
        arrive(Queue.Entry(id: id, part: part), waiter)
        // A cancellation from before the part was there has found nothing.
        if Task.isCancelled { withdraw(id) }
      }
    } onCancel: {
      withdraw(id)
    }
  }

  private func arrive(_ entry: Queue.Entry, _ waiter: Waiter) {
    switch change({ $0.arrive(entry, waiter) }) {
    case .begins: submitNext()
    case .waits: break
    case .refused: waiter.resume(throwing: PostgresError.overloaded(name))
    }
  }

  private func withdraw(_ id: Queue.ID) {
    change { $0.withdraw(id) }?.resume(throwing: CancellationError())
  }

  // MARK: Units of many parts

  /// Submits a unit, which takes its parts when the lane sends it.
  private func submitNext() {
    let batch = GroupBatch<Part, Row>()
    lanes.lane(numbered: number).submit(
      LaneUnit(
        id: lanes.nextID(), name: self.name, byteCount: 0, deadline: nil,
        isIdempotent: isIdempotent,
        calls: { [self] in batch.calls { fill() } },
        finish: lanes.measured { [self] in unitEnded(batch, $0) }))
  }

  private func fill() -> GroupBatch<Part, Row>.Content {
    let (parts, late) = change { $0.take(now: .now) }
    for waiter in late { waiter.resume(throwing: PostgresError.deadlineExceeded(name)) }
    metrics.sent(parts: parts.count)
    guard !parts.isEmpty else { return .init(parts: [], calls: [], change: nil) }
    let (calls, change) = queries(parts.map(\.part)).calls()
    return .init(parts: parts, calls: [settings(of: parts)] + calls, change: change)
  }

  /// All organizations of the parts, and the deadline of the one that waits longest.
  private func settings(of parts: [Queue.Entry]) -> any AnyStatementCall {
    var latest = parts.first?.part.deadline
    for entry in parts {
      latest = latest.flatMap { latest in entry.part.deadline.map { max(latest, $0) } }
    }
    return lanes.settings(
      organizations: Array(Set(parts.map(\.part.organization))), deadline: latest)
  }

  private func unitEnded(_ batch: GroupBatch<Part, Row>, _ outcome: LaneUnit.Outcome) {
    guard let content = batch.content else {
      // It was never sent, so its parts still wait.
      let abandoned = change { $0.abandon() }
      for waiter in abandoned { waiter.resume(throwing: outcome.error) }
      return goOn()
    }
    switch outcome {
    case .failed(let error) where error.code == .server && content.parts.count > 1:
      repeatOneByOne(content.parts)
    case .failed, .cancelled:
      for entry in content.parts { settle(entry, .failure(outcome.error)) }
      goOn()
    case .committed:
      let rows = content.rowsByPart
      for (place, entry) in content.parts.enumerated() { settle(entry, rows.map { $0[place] }) }
      goOn()
    }
  }

  private func goOn() {
    switch change({ $0.unitEnded(now: .now) }) {
    case .submit: submitNext()
    case .gather(let number, let time):
      Task {
        try? await Task.sleep(for: time)
        if change({ $0.gatheringEnded(number) }) { submitNext() }
      }
    case .rest: break
    }
  }

  private func settle(_ entry: Queue.Entry, _ rows: Result<[Row], any Error>) {
    if case .failure(let error as PostgresError) = rows {
      lanes.lane(numbered: number).log(error, requestID: entry.part.requestID)
    }
    change { $0.settle(entry.id) }?.resume(with: rows)
  }

  // MARK: Units of one part

  /// Runs each part by itself, on whatever lanes are free: the bad one may have to wait for a lock.
  private func repeatOneByOne(_ parts: [Queue.Entry]) {
    let left = Countdown(parts.count) { [self] in goOn() }
    for entry in parts {
      let (calls, change) = queries([entry.part]).calls()
      let options = UnitOptions(
        organizations: [entry.part.organization], deadline: entry.part.deadline,
        isIdempotent: isIdempotent, requestID: entry.part.requestID)
      let id = lanes.nextID()
      let unit = lanes.unit(calls, options, id: id) { [self] outcome in
        switch outcome {
        case .committed: settle(entry, Result { try change.rows().map(\.row) })
        case .failed, .cancelled: settle(entry, .failure(outcome.error))
        }
        left.count()
      }
      lanes.lane(for: .any).submit(unit)
    }
  }
}

/// Does something when so many others are done.
private final class Countdown: Sendable {
  private let left: Atomic<Int>
  private let done: @Sendable () -> Void

  init(_ count: Int, then done: @escaping @Sendable () -> Void) {
    left = Atomic(count)
    self.done = done
  }

  func count() {
    if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done() }
  }
}
