import NIOCore

/// Runs the jobs of tasks on one event loop.
///
/// A task that is started with ``startInline(_:)`` runs at once, on the caller's stack, up to the
/// first point where it really waits; one that never waits is done when that returns. This is why
/// a call that needs no I/O costs no turn of the loop.
///
/// `@unchecked Sendable`: the mutable properties are touched on the loop's thread only.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
  /// Jobs run in one go before the loop may look at its sockets again.
  private static let burst = 256

  let loop: any EventLoop
  private var ready: CircularBuffer<UnownedJob> = []
  private var isRunning = false
  private var isScheduled = false

  init(_ loop: any EventLoop) { self.loop = loop }

  /// An executor for each loop of `group`, by the loop's identity.
  static func forLoops(of group: some EventLoopGroup) -> [ObjectIdentifier: LoopExecutor] {
    group.makeIterator().reduce(into: [:]) { $0[ObjectIdentifier($1)] = LoopExecutor($1) }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard loop.inEventLoop else {
      return loop.execute { self.add(job) }
    }
    add(job)
  }

  /// Starts a task with this executor as its preference and runs it as far as it goes.
  ///
  /// To be called on the loop's thread, and not from a task.
  func startInline(_ body: sending @escaping () async -> Void) -> Task<Void, Never> {
    let runsAlready = isRunning
    isRunning = true
    let task = Task(executorPreference: self, operation: body)
    isRunning = runsAlready
    if !runsAlready { runReady() }
    return task
  }

  private func add(_ job: UnownedJob) {
    ready.append(job)
    guard !isRunning, !isScheduled else { return }
    schedule()
  }

  private func schedule() {
    isScheduled = true
    loop.execute {
      self.isScheduled = false
      self.runReady()
    }
  }

  private func runReady() {
    isRunning = true
    var budget = Self.burst
    while budget > 0, let job = ready.popFirst() {
      unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      budget -= 1
    }
    isRunning = false
    if !ready.isEmpty, !isScheduled { schedule() }
  }
}
