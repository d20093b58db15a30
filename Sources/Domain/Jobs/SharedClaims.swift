/// Claims for all workers of a queue that have nothing to do at that moment: one statement for all of
/// them costs little more than for one.
///
/// The first worker's claim goes at once; who comes meanwhile is served by the next one.
actor SharedClaims {
  private let store: JobStore
  private var waiting: [CheckedContinuation<[ClaimedJob], any Error>] = []
  private var isClaiming = false

  init(_ store: JobStore) {
    self.store = store
  }

  /// Leases a batch of due jobs; none when there is none left, or the queue is paused.
  func claim() async throws -> [ClaimedJob] {
    try await withCheckedThrowingContinuation { worker in
      waiting.append(worker)
      guard !isClaiming else { return }
      isClaiming = true
      Task { await serve() }
    }
  }

  private func serve() async {
    while !waiting.isEmpty {
      let workers = waiting
      waiting = []
      do {
        hand(try await store.claim(batches: workers.count), to: workers)
      } catch {
        for worker in workers { worker.resume(throwing: error) }
      }
    }
    isClaiming = false
  }

  /// A batch to each worker. Those for whom there was none wait for the next claim where this one
  /// found anything: each organization gives its share, whatever it has more of.
  private func hand(
    _ batches: [[ClaimedJob]], to workers: [CheckedContinuation<[ClaimedJob], any Error>]
  ) {
    for (worker, batch) in zip(workers, batches) { worker.resume(returning: batch) }
    let rest = workers.dropFirst(batches.count)
    if batches.isEmpty {
      for worker in rest { worker.resume(returning: []) }
    } else {
      waiting.append(contentsOf: rest)
    }
  }
}
