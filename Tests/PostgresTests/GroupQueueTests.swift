import Testing

@testable import Postgres

/// Which parts go together, and who is told: without threads or a server.
@Suite struct GroupQueueTests {
  private struct Part: GroupPart {
    var organization = "o"
    var deadline: ContinuousClock.Instant?
    var requestID: (any CustomStringConvertible & Sendable)? { nil }
    var rowCount = 1
    var byteCount = 10
    var keys: [String] = []
  }

  private typealias Queue = GroupQueue<Part, String>

  private let now = ContinuousClock.now

  private func queue(_ change: (inout GroupLimits) -> Void = { _ in }) -> Queue {
    var limits = GroupLimits()
    change(&limits)
    return Queue(limits: limits)
  }

  private func entry(_ id: UInt64, _ part: Part = Part()) -> Queue.Entry {
    Queue.Entry(id: id, part: part)
  }

  /// A queue whose last unit had `parts` parts and took `time`, and has just ended.
  private func queue(after parts: Int, taking time: Duration = .milliseconds(2)) -> (
    Queue, Queue.Next
  ) {
    var queue = queue()
    for id in 0..<UInt64(parts) { _ = queue.arrive(entry(id), "") }
    _ = take(&queue)
    let next = queue.unitEnded(now: now + time)
    return (queue, next)
  }

  /// The ids of what is taken now.
  private func take(_ queue: inout Queue) -> [UInt64] { queue.take(now: now).parts.map(\.id) }

  @Test func `the first part goes at once, what comes while it is under way goes together`() {
    var queue = queue()
    #expect(queue.arrive(entry(1), "a") == .begins)
    #expect(take(&queue) == [1])
    #expect(queue.arrive(entry(2), "b") == .waits)
    #expect(queue.arrive(entry(3), "c") == .waits)

    #expect(queue.unitEnded(now: now) == .gather(1, for: .zero))
    #expect(queue.gatheringEnded(1) == true)
    #expect(take(&queue) == [2, 3])
  }

  @Test func `a single caller is never waited for`() {
    var queue = queue()
    for id in 1...3 as ClosedRange<UInt64> {
      #expect(queue.arrive(entry(id), "a") == .begins)
      #expect(take(&queue) == [id])
      #expect(queue.unitEnded(now: now + .seconds(1)) == .rest)
    }
  }

  @Test func `a unit goes as soon as all are back whom the last one found`() {
    var (queue, next) = queue(after: 3)
    #expect(next == .gather(1, for: .microseconds(300)))
    #expect(queue.arrive(entry(4), "a") == .waits)
    #expect(queue.arrive(entry(5), "b") == .waits)
    #expect(queue.arrive(entry(6), "c") == .begins)
    #expect(take(&queue) == [4, 5, 6])
    #expect(queue.gatheringEnded(1) == false)
  }

  @Test func `who came while a unit was under way is counted with those it had`() {
    var queue = queue()
    _ = queue.arrive(entry(1), "a")
    _ = take(&queue)
    _ = queue.arrive(entry(2), "b")
    _ = queue.arrive(entry(3), "c")
    #expect(queue.unitEnded(now: now + .milliseconds(2)) == .gather(1, for: .microseconds(300)))
    #expect(queue.arrive(entry(4), "d") == .begins)
    #expect(take(&queue) == [2, 3, 4])
  }

  @Test func `callers who stay away are not waited for again`() {
    var (queue, _) = queue(after: 8)
    #expect(queue.arrive(entry(10), "a") == .waits)
    #expect(queue.gatheringEnded(1) == true)
    #expect(take(&queue) == [10])
    #expect(queue.unitEnded(now: now) == .rest)
    #expect(queue.arrive(entry(11), "b") == .begins)
  }

  @Test func `where nobody comes back the next caller begins at once`() {
    var (queue, _) = queue(after: 2)
    #expect(queue.gatheringEnded(1) == false)
    #expect(queue.arrive(entry(3), "a") == .begins)
  }

  @Test func `a gathering takes a quarter of the last unit's time at most`() {
    #expect(queue(after: 2, taking: .microseconds(400)).1 == .gather(1, for: .microseconds(100)))
    #expect(queue(after: 2, taking: .seconds(1)).1 == .gather(1, for: .microseconds(300)))
  }

  @Test func `a unit that is full is not waited for`() {
    var queue = queue { $0.maxParts = 2 }
    for id in 1...4 as ClosedRange<UInt64> { _ = queue.arrive(entry(id), "") }
    _ = take(&queue)
    #expect(queue.unitEnded(now: now + .milliseconds(2)) == .submit)
  }

  @Test func `what arrives before the unit is sent goes with it`() {
    var queue = queue()
    _ = queue.arrive(entry(1), "a")
    _ = queue.arrive(entry(2), "b")

    #expect(take(&queue) == [1, 2])
  }

  @Test func `each waiter is handed out once`() {
    var queue = queue()
    _ = queue.arrive(entry(1), "a")
    _ = take(&queue)

    #expect(queue.settle(1) == "a")
    #expect(queue.settle(1) == nil)
    #expect(queue.withdraw(1) == nil)
  }

  @Test func `a withdrawn part is not sent, and one that was sent has no more waiter`() {
    var queue = queue()
    _ = queue.arrive(entry(1), "a")
    _ = take(&queue)
    _ = queue.arrive(entry(2), "b")
    _ = queue.arrive(entry(3), "c")

    #expect(queue.withdraw(1) == "a")
    #expect(queue.settle(1) == nil)
    #expect(queue.withdraw(2) == "b")
    #expect(take(&queue) == [3])
  }

  @Test func `a part whose deadline has passed is not sent`() {
    var queue = queue()
    _ = queue.arrive(entry(1, Part(deadline: now)), "a")
    _ = queue.arrive(entry(2, Part(deadline: now + .seconds(1))), "b")

    let (parts, late) = queue.take(now: now)
    #expect(parts.map(\.id) == [2])
    #expect(late == ["a"])
    #expect(queue.settle(1) == nil)
  }

  @Test func `a key goes once into a unit, and its second part keeps its place`() {
    var queue = queue()
    _ = queue.arrive(entry(1, Part(keys: ["x"])), "a")
    _ = queue.arrive(entry(2, Part(keys: ["y", "x"])), "b")
    _ = queue.arrive(entry(3, Part(keys: ["z"])), "c")

    #expect(take(&queue) == [1, 3])
    _ = queue.arrive(entry(4), "d")
    #expect(take(&queue) == [2, 4])
  }

  @Test func `a unit keeps to its rows and bytes, and a greater part goes alone`() {
    var rows = queue { $0.maxRows = 3 }
    for (id, count) in [(1, 2), (2, 1), (3, 9), (4, 1)] as [(UInt64, Int)] {
      _ = rows.arrive(entry(id, Part(rowCount: count)), "")
    }
    #expect(take(&rows) == [1, 2])
    #expect(take(&rows) == [3])
    #expect(take(&rows) == [4])

    var bytes = queue { $0.maxBytes = 25 }
    for id in 1...3 as ClosedRange<UInt64> { _ = bytes.arrive(entry(id), "") }
    #expect(take(&bytes) == [1, 2])
    #expect(take(&bytes) == [3])
  }

  @Test func `a unit keeps to its number of parts`() {
    var queue = queue { $0.maxParts = 2 }
    for id in 1...3 as ClosedRange<UInt64> { _ = queue.arrive(entry(id), "") }
    #expect(take(&queue) == [1, 2])
    #expect(take(&queue) == [3])
  }

  @Test func `a load says when the next unit is full, and when no more may wait`() {
    var limits = GroupLimits()
    limits.maxParts = 2
    limits.maxWaitingParts = 3
    limits.maxWaitingBytes = 100
    let load = GroupLoad(limits: limits)
    #expect(load.hasRoomInUnit && load.hasRoomToWait)
    load.note(parts: 2, bytes: 20)
    #expect(!load.hasRoomInUnit && load.hasRoomToWait)
    load.note(parts: 3, bytes: 20)
    #expect(!load.hasRoomToWait && load.waitingCount == 3)
    load.note(parts: 1, bytes: 100)
    #expect(!load.hasRoomToWait)
  }

  @Test func `what finds no room is refused, and room comes back`() {
    var queue = queue {
      $0.maxWaitingParts = 3
      $0.maxWaitingBytes = 25
    }
    #expect(queue.arrive(entry(1), "a") == .begins)
    #expect(queue.arrive(entry(2), "b") == .waits)
    #expect(queue.arrive(entry(3), "c") == .refused)
    #expect(queue.arrive(entry(4, Part(byteCount: 0)), "d") == .waits)
    #expect(queue.arrive(entry(5, Part(byteCount: 0)), "e") == .refused)
    #expect(queue.settle(3) == nil)

    _ = queue.withdraw(2)
    #expect(queue.arrive(entry(6), "f") == .waits)
    #expect(take(&queue) == [1, 4, 6])
    #expect(queue.arrive(entry(7, Part(byteCount: 1_000)), "g") == .waits)
  }

  @Test func `all who wait can be let go`() {
    var queue = queue()
    _ = queue.arrive(entry(1), "a")
    _ = queue.arrive(entry(2), "b")

    #expect(queue.abandon() == ["a", "b"])
    #expect(queue.unitEnded(now: now) == .rest)
    #expect(queue.arrive(entry(3), "c") == .begins)
  }
}
