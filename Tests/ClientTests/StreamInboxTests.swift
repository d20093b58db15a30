import NIOCore
import Testing
import Wire

@testable import Client

struct StreamInboxTests {
  private static let message = ByteBuffer(repeating: 7, count: 36)  // 100 bytes with overhead

  @Test func `an inbox says once that it is full, and once that it has room again`() async {
    let inbox = StreamInbox(limit: 300)
    #expect((1...5).map { _ in inbox.push(Self.message) } == [false, false, true, false, false])
    var drained: [Bool] = []
    for _ in 1...5 { drained.append(await inbox.next().drained) }
    #expect(drained == [false, false, false, true, false])
  }

  @Test func `what arrived before the end is read before it`() async {
    let inbox = StreamInbox(limit: 300)
    let failure = RPCStatus(.internal, "broken")
    _ = inbox.push(Self.message)
    inbox.end(failure)
    inbox.end(nil)
    _ = inbox.push(Self.message)
    #expect(await inbox.next().0 == .message(Self.message))
    #expect(await inbox.next().0 == .ended(failure))
    #expect(await inbox.next().0 == .ended(failure))
  }
}
