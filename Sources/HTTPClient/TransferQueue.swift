/// Which requests wait and which are under way; no I/O.
///
/// A request is submitted → waits → is under way → has ended. Cancelled or expired while it waits, it
/// has ended; cancelled while it is under way, it is handed to the loop, which ends it.
struct TransferQueue {
  /// What the loop has to do next.
  struct Work {
    var starting: [TransferOrder] = []
    var expired: [TransferOrder] = []
    var cancelled: [TransferOrder.ID] = []
    var resumed: [TransferOrder.ID] = []
    var left: [TransferOrder.ID] = []
    var isStopping = false
  }

  private let maxRunning: Int
  private let maxWaiting: Int
  private var waiting: [TransferOrder] = []
  private var running: Set<TransferOrder.ID> = []
  private var cancelled: [TransferOrder.ID] = []
  private var resumed: [TransferOrder.ID] = []
  private var left: [TransferOrder.ID] = []
  private var isStopping = false

  init(maxRunning: Int, maxWaiting: Int) {
    self.maxRunning = max(maxRunning, 1)
    self.maxWaiting = max(maxWaiting, 0)
  }

  /// Takes a request, or says why not.
  mutating func submit(_ order: TransferOrder) -> HTTPError.Code? {
    guard !isStopping else { return .shuttingDown }
    // What has a free place waits for nothing but the loop's next turn.
    guard waiting.count + running.count < maxRunning + maxWaiting else { return .overloaded }
    waiting.append(order)
    return nil
  }

  /// The order if it still waited, which has ended with this.
  mutating func cancel(_ id: TransferOrder.ID) -> TransferOrder? {
    if let index = waiting.firstIndex(where: { $0.id == id }) { return waiting.remove(at: index) }
    if running.contains(id) { cancelled.append(id) }
    return nil
  }

  /// One under way may go on.
  mutating func resume(_ id: TransferOrder.ID) {
    if running.contains(id) { resumed.append(id) }
  }

  /// Nobody reads one under way any more.
  mutating func leave(_ id: TransferOrder.ID) {
    if running.contains(id) { left.append(id) }
  }

  mutating func next(now: ContinuousClock.Instant) -> Work {
    var work = Work(cancelled: cancelled, resumed: resumed, left: left, isStopping: isStopping)
    cancelled.removeAll()
    resumed.removeAll()
    left.removeAll()
    if earliestDeadline.map({ $0 <= now }) == true {
      work.expired = waiting.filter { $0.deadline <= now }
      waiting.removeAll { $0.deadline <= now }
    }
    let places = isStopping ? 0 : max(maxRunning - running.count, 0)
    work.starting = Array(waiting.prefix(places))
    waiting.removeFirst(work.starting.count)
    for order in work.starting { running.insert(order.id) }
    return work
  }

  /// When the first request expires that still waits.
  var earliestDeadline: ContinuousClock.Instant? { waiting.lazy.map(\.deadline).min() }

  /// One that was under way has ended.
  mutating func ended(_ id: TransferOrder.ID) { running.remove(id) }

  /// Refuses requests from now on; returns those that waited.
  mutating func stop() -> [TransferOrder] {
    isStopping = true
    defer { waiting.removeAll() }
    return waiting
  }
}
