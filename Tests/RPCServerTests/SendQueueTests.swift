import Testing

@testable import RPCServer

@Suite final class SendQueueTests {
  private final class Ticket {}

  private var queue = SendQueue<String>(limitBytes: 10)
  private let tickets = [Ticket(), Ticket()]

  private func admit(bytes: Int) -> Bool { queue.admit(bytes: bytes) }

  /// Who may go once the socket took so many bytes.
  private func written(bytes: Int) -> [String] { queue.written(bytes: bytes).map(\.waiter) }

  private func withdraw(ticket: Int) -> String? {
    queue.withdraw(ObjectIdentifier(tickets[ticket]))
  }

  private func wait(bytes: Int, _ waiter: String, ticket: Int = 0) {
    queue.wait(
      .init(
        message: Array(repeating: 0, count: bytes), ticket: ObjectIdentifier(tickets[ticket]),
        waiter: waiter))
  }

  @Test func `messages pass until the limit, and again when the socket took some`() {
    #expect(admit(bytes: 6))
    #expect(admit(bytes: 4))
    #expect(!admit(bytes: 1))
    wait(bytes: 1, "a")
    wait(bytes: 5, "b")
    #expect(written(bytes: 4) == ["a"])
    #expect(written(bytes: 6) == ["b"])
    #expect(queue.outstandingBytes == 6)
  }

  @Test func `nobody passes those who wait`() {
    #expect(admit(bytes: 8))
    wait(bytes: 8, "large")
    #expect(!admit(bytes: 1))
    #expect(written(bytes: 8) == ["large"])
    #expect(admit(bytes: 1))
  }

  @Test func `a message larger than the limit passes alone`() {
    #expect(admit(bytes: 100))
    #expect(!admit(bytes: 1))
    #expect(written(bytes: 100).isEmpty)
    #expect(admit(bytes: 1))
  }

  @Test func `who gives up leaves the line`() {
    #expect(admit(bytes: 10))
    wait(bytes: 1, "a", ticket: 0)
    wait(bytes: 1, "b", ticket: 1)
    #expect(withdraw(ticket: 0) == "a")
    #expect(withdraw(ticket: 0) == nil)
    let left = queue.withdrawAll()
    #expect(left == ["b"])
    #expect(written(bytes: 10).isEmpty)
  }
}
