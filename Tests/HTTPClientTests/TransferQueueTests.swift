import Testing

@testable import HTTPClient

struct TransferQueueTests {
  private let now = ContinuousClock.now

  @Test func `requests start in order, as many as there are places`() {
    var queue = TransferQueue(maxRunning: 2, maxWaiting: 2)
    for id in 1...4 { #expect(queue.submit(order(UInt64(id))) == nil) }
    #expect(queue.next(now: now).starting.map(\.id) == [1, 2])
    #expect(queue.next(now: now).starting.isEmpty)
    queue.ended(1)
    #expect(queue.next(now: now).starting.map(\.id) == [3])
  }

  @Test func `what finds neither a place nor room to wait is refused`() {
    var queue = TransferQueue(maxRunning: 1, maxWaiting: 1)
    #expect(queue.submit(order(1)) == nil)
    #expect(queue.submit(order(2)) == nil)
    #expect(queue.submit(order(3)) == .overloaded)
    _ = queue.next(now: now)
    #expect(queue.submit(order(4)) == .overloaded)
    queue.ended(1)
    #expect(queue.submit(order(5)) == nil)
  }

  @Test func `one that waits is cancelled at once, one under way by the loop, one that ended not`()
  {
    var queue = TransferQueue(maxRunning: 1, maxWaiting: 1)
    _ = queue.submit(order(1))
    _ = queue.submit(order(2))
    _ = queue.next(now: now)
    #expect(queue.cancel(2)?.id == 2)
    #expect(queue.cancel(1) == nil)
    #expect(queue.next(now: now).cancelled == [1])
    queue.ended(1)
    #expect(queue.cancel(1) == nil)
    #expect(queue.next(now: now).cancelled.isEmpty)
  }

  @Test func `one that waits past its deadline expires and never starts`() {
    var queue = TransferQueue(maxRunning: 1, maxWaiting: 2)
    _ = queue.submit(order(1))
    _ = queue.next(now: now)
    _ = queue.submit(order(2, lasting: .seconds(9)))
    _ = queue.submit(order(3, lasting: .seconds(5)))
    #expect(queue.earliestDeadline == now + .seconds(5))
    let work = queue.next(now: now + .seconds(5))
    #expect(work.expired.map(\.id) == [3])
    queue.ended(1)
    #expect(queue.next(now: now + .seconds(6)).starting.map(\.id) == [2])
  }

  @Test func `a stopped queue gives back what waited and takes nothing`() {
    var queue = TransferQueue(maxRunning: 1, maxWaiting: 1)
    _ = queue.submit(order(1))
    #expect(queue.stop().map(\.id) == [1])
    #expect(queue.submit(order(2)) == .shuttingDown)
    #expect(queue.next(now: now).isStopping)
  }

  private func order(_ id: UInt64, lasting: Duration = .seconds(60)) -> TransferOrder {
    TransferOrder(
      id: id, request: HTTPRequest(.get, "http://host/"), deadline: now + lasting,
      maxResponseBytes: 1, finish: { _ in })
  }
}
