/// Claims for all workers of a queue that have nothing to do at that moment: one statement for all of
/// them costs little more than for one.
///
/// The first worker's claim goes at once; who comes meanwhile is served by the next one.
actor SharedClaims {
  private typealias Continuation = CheckedContinuation<[ClaimedJob], any Error>

  private struct Worker {
    let id: UInt64
    let continuation: Continuation
  }

  private let store: JobStore
  private var lastID: UInt64 = 0
  private var waiting: [Worker] = []
  /// The claim under way, and the workers it is for that still wait for it.
  private var claim: Task<[[ClaimedJob]], any Error>?
  private var served: Set<UInt64> = []

  init(_ store: JobStore) {
    self.store = store
  }

  /// Leases a batch of due jobs; none when there is none left, or the queue is paused.
  func claim() async throws -> [ClaimedJob] {
    lastID += 1
    let id = lastID
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiting.append(Worker(id: id, continuation: continuation))
        if claim == nil { beginClaim() }
      }
    } onCancel: {
      Task { await withdraw(id) }
    }
  }

  /// One that is cancelled waits for no further claim; one that all are cancelled of is so too.
  private func withdraw(_ id: UInt64) {
    if let place = waiting.firstIndex(where: { $0.id == id }) {
      waiting.remove(at: place).continuation.resume(throwing: CancellationError())
    } else if served.remove(id) != nil, served.isEmpty {
      claim?.cancel()
    }
  }

  /// Claims for all who wait.
  private func beginClaim() {
    let workers = waiting
    waiting = []
    served = Set(workers.map(\.id))
    let claim = Task { [store] in try await store.claim(batches: workers.count) }
    self.claim = claim
    Task { endClaim(await claim.result, workers) }
  }

  private func endClaim(_ result: Result<[[ClaimedJob]], any Error>, _ workers: [Worker]) {
    switch result {
    case .success(let batches): hand(batches, to: workers)
    case .failure(let error):
      for worker in workers { worker.continuation.resume(throwing: error) }
    }
    claim = nil
    served = []
    if !waiting.isEmpty { beginClaim() }
  }

  /// A batch to each worker. Those for whom there was none are the first of the next claim where this
  /// one found anything: each organization gives its share, whatever it has more of.
  private func hand(_ batches: [[ClaimedJob]], to workers: [Worker]) {
    for (worker, batch) in zip(workers, batches) { worker.continuation.resume(returning: batch) }
    var rest: [Worker] = []
    for worker in workers.dropFirst(batches.count) {
      if !served.contains(worker.id) {
        worker.continuation.resume(throwing: CancellationError())
      } else if batches.isEmpty {
        worker.continuation.resume(returning: [])
      } else {
        rest.append(worker)
      }
    }
    waiting.insert(contentsOf: rest, at: 0)
  }
}
