import NIOCore
import Testing
import Wire

@testable import Client

struct CallTableTests {
  private typealias Table = CallTable<String>

  private static func call(
    _ name: String, isStreaming: Bool = false, deadline: NIODeadline = .distantFuture,
    bytes: Int = 20
  ) -> Table.Call {
    Table.Call(
      frame: ByteBuffer(repeating: 0, count: bytes), requestID: name, isStreaming: isStreaming,
      deadline: deadline, receiver: name)
  }

  private static func frame(
    _ id: UInt32, _ type: FrameType, flags: FrameFlags = []
  ) -> FrameHeader {
    FrameHeader(length: 0, streamID: id, type: type, flags: flags)
  }

  @Test func `stream ids are odd, rise, and begin again, without those in use`() throws {
    var ids = StreamIDs(first: .max - 2)
    #expect((1...2).map { _ in ids.next { _ in false } } == [.max - 2, .max])
    #expect(ids.next { [1, 3].contains($0) } == 5)

    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    #expect(try (1...3).map { _ in try table.open(Self.call("a")) } == [1, 3, 5])
  }

  @Test func `a frame to be sent carries its stream id, and only once`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000, ids: StreamIDs(first: 0x0102_0305))
    _ = try table.open(Self.call("a"))
    let frames = table.takeUnsent()
    #expect(frames.count == 1)
    #expect(frames.first?.getInteger(at: 4, as: UInt32.self) == 0x0102_0305)
    #expect(table.takeUnsent().isEmpty)
    #expect(!table.hasUnsent)
  }

  @Test func `a call taken out before it was sent is never sent`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let id = try table.open(Self.call("a"))
    #expect(table.remove(id)?.isSent == false)
    #expect(table.takeUnsent().isEmpty)
  }

  @Test func `calls and bytes beyond the limits are RESOURCE_EXHAUSTED`() throws {
    var table = Table(maxCalls: 2, maxUnsentBytes: 50)
    let first = try table.open(Self.call("a"))
    #expect(throws: RPCStatus.self) { try table.open(Self.call("b", bytes: 31)) }
    _ = try table.open(Self.call("b"))
    let error = #expect(throws: RPCStatus.self) { try table.open(Self.call("c", bytes: 1)) }
    #expect(error?.code == .resourceExhausted)
    _ = table.remove(first)
    _ = try table.open(Self.call("c", bytes: 30))
  }

  @Test func `a response ends its call, and a second one is ignored`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let id = try table.open(Self.call("a"))
    _ = table.takeUnsent()
    guard case .response(let call) = table.receive(Self.frame(id, .response)) else {
      Issue.record("not a response")
      return
    }
    #expect(call.receiver == "a")
    guard case .ignored = table.receive(Self.frame(id, .response)) else {
      Issue.record("not ignored")
      return
    }
    #expect(table.count == 0)
  }

  @Test(arguments: [
    Self.frame(1, FrameType(rawValue: 9)), Self.frame(1, .request), Self.frame(2, .data),
    Self.frame(99, .response),
  ])
  func `frames that mean nothing here are ignored`(header: FrameHeader) throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    _ = try table.open(Self.call("a", isStreaming: true))
    _ = table.takeUnsent()
    guard case .ignored = table.receive(header) else {
      Issue.record("not ignored")
      return
    }
    #expect(table.count == 1)
  }

  @Test func `an answer to a call that was not sent is ignored`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let id = try table.open(Self.call("a"))
    guard case .ignored = table.receive(Self.frame(id, .response)) else {
      Issue.record("not ignored")
      return
    }
  }

  @Test func `a stream's message on a unary call ends the call`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let id = try table.open(Self.call("a"))
    _ = table.takeUnsent()
    guard case .violation = table.receive(Self.frame(id, .data)) else {
      Issue.record("not a violation")
      return
    }
    #expect(table.count == 0)
  }

  @Test func `a stream lives until a frame with remote-closed`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let id = try table.open(Self.call("a", isStreaming: true))
    _ = table.takeUnsent()
    guard case .streamData(_, isLast: false) = table.receive(Self.frame(id, .data)),
      case .streamData(_, isLast: true) = table.receive(
        Self.frame(id, .data, flags: [.remoteClosed, .noData]))
    else {
      Issue.record("not a stream's data")
      return
    }
    #expect(table.count == 0)
  }

  @Test func `expired calls leave, and the next deadline is known`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    let early = NIODeadline.uptimeNanoseconds(10)
    let late = NIODeadline.uptimeNanoseconds(20)
    _ = try table.open(Self.call("late", deadline: late))
    _ = try table.open(Self.call("early", deadline: early))
    _ = try table.open(Self.call("never"))
    #expect(table.soonestDeadline == early)
    #expect(table.expire(at: early).values.map(\.receiver) == ["early"])
    #expect(table.soonestDeadline == late)
    #expect(table.takeUnsent().count == 2)
  }

  @Test func `a lost connection takes what was sent and leaves the rest`() throws {
    var table = Table(maxCalls: 10, maxUnsentBytes: 1_000)
    _ = try table.open(Self.call("sent"))
    _ = table.takeUnsent()
    _ = try table.open(Self.call("unsent"))
    #expect(table.removeSent().map(\.receiver) == ["sent"])
    #expect(table.removeUnsent().map(\.receiver) == ["unsent"])
    #expect(table.count == 0)
  }
}
