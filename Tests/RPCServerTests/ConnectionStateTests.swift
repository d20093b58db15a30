import Testing
import Wire

@testable import RPCServer

/// The rules of the protocol, without a socket.
@Suite final class ConnectionStateTests {
  private var state = ConnectionState<String>(maxCallsInFlight: 2)
  private let now = ContinuousClock.now

  private func open(
    _ streamID: UInt32, _ shape: CallShape = .unary, _ inbound: InboundSide = .closed,
    deadline: ContinuousClock.Instant? = nil, requestID: String? = nil
  ) -> CallID {
    state.open(
      streamID, shape: shape, inbound: inbound, deadline: deadline, requestID: requestID,
      attachment: "call on \(streamID)")
  }

  private func receive(
    _ type: FrameType, on streamID: UInt32, _ flags: FrameFlags = []
  ) -> Outcome {
    Outcome(state.receive(FrameHeader(length: 0, streamID: streamID, type: type, flags: flags)))
  }

  /// What is attached to the call that ends; nil when it had ended before.
  private func end(_ call: CallID) -> String? { state.end(call)?.attachment }

  private func expire(at now: ContinuousClock.Instant) -> [String] {
    state.endExpired(at: now).map(\.attachment)
  }

  /// Renames what is attached to a call; false when it has ended.
  private func rename(_ call: CallID, _ name: String) -> Bool {
    state.update(call) { $0 = name } != nil
  }

  /// A verdict in a form that can be compared.
  private enum Outcome: Equatable {
    case request, ignore
    case message(CallID)
    case refused(StatusCode, ending: String?)

    init(_ verdict: ConnectionState<String>.Verdict) {
      switch verdict {
      case .request: self = .request
      case .ignore: self = .ignore
      case .message(let call): self = .message(call)
      case .refuse(let status, let ended):
        self = .refused(status.code, ending: ended?.attachment)
      }
    }
  }

  @Test func `a Request on an odd id that is not in use asks for a call`() {
    #expect(receive(.request, on: 1) == .request)
    #expect(receive(.request, on: 2) == .refused(.invalidArgument, ending: nil))
    _ = open(1)
    #expect(receive(.request, on: 1) == .refused(.invalidArgument, ending: "call on 1"))
    #expect(receive(.request, on: 1) == .request)
  }

  @Test func `frames of other types are ignored`() {
    #expect(receive(.response, on: 1) == .ignore)
    #expect(receive(FrameType(rawValue: 77), on: 2) == .ignore)
  }

  @Test func `Data needs a stream that takes it`() {
    #expect(receive(.data, on: 1) == .refused(.invalidArgument, ending: nil))
    _ = open(1)
    #expect(receive(.data, on: 1) == .refused(.invalidArgument, ending: "call on 1"))
    _ = open(3, .serverStreaming)
    #expect(receive(.data, on: 3) == .refused(.invalidArgument, ending: "call on 3"))
  }

  @Test func `an open stream takes one message and one end`() {
    let call = open(1, .serverStreaming, .awaitingMessage)
    #expect(receive(.data, on: 1, .noData) == .ignore)
    #expect(receive(.data, on: 1) == .message(call))
    #expect(receive(.data, on: 1, .noData) == .ignore)
    #expect(receive(.data, on: 1, [.remoteClosed, .noData]) == .ignore)
    #expect(receive(.data, on: 1, [.remoteClosed, .noData]) == .ignore)
    #expect(receive(.data, on: 1) == .refused(.invalidArgument, ending: "call on 1"))
  }

  @Test func `the message may come with the end, the end not without the message`() {
    let call = open(1, .serverStreaming, .awaitingMessage)
    #expect(receive(.data, on: 1, .remoteClosed) == .message(call))
    _ = open(3, .serverStreaming, .awaitingMessage)
    #expect(
      receive(.data, on: 3, [.remoteClosed, .noData])
        == .refused(.invalidArgument, ending: "call on 3"))
  }

  @Test func `an oversized frame ends the call of its stream, if it has one`() {
    _ = open(3)
    for (type, streamID, expected) in [
      (FrameType.request, UInt32(1), Outcome.refused(.resourceExhausted, ending: nil)),
      (.data, 3, .refused(.resourceExhausted, ending: "call on 3")),
      (FrameType(rawValue: 9), 5, .ignore),
    ] {
      let header = FrameHeader(length: 5_000_000, streamID: streamID, type: type)
      let outcome = Outcome(state.receiveOversized(header))
      #expect(outcome == expected)
    }
  }

  @Test func `calls count until their handlers return, answered or not`() throws {
    let first = open(1)
    _ = open(3)
    #expect(throws: RPCStatus.self) { try state.admit(answersWhileDraining: false) }
    #expect(end(first) == "call on 1")
    #expect(throws: RPCStatus.self) { try state.admit(answersWhileDraining: false) }
    state.callReturned()
    #expect(throws: Never.self) { try state.admit(answersWhileDraining: false) }
  }

  @Test func `a draining connection takes only calls that are answered while draining`() {
    state.admission = .draining
    #expect(throws: RPCStatus.shuttingDown) { try state.admit(answersWhileDraining: false) }
    #expect(throws: Never.self) { try state.admit(answersWhileDraining: true) }
    state.admission = .refusing(RPCStatus(.resourceExhausted, "full"))
    #expect(throws: RPCStatus(.resourceExhausted, "full")) {
      try state.admit(answersWhileDraining: true)
    }
  }

  @Test func `a late answer does not end the next call of its stream id`() {
    let first = open(1)
    #expect(end(first) != nil)
    let second = open(1)
    #expect(end(first) == nil)
    #expect(!rename(first, "changed"))
    #expect(rename(second, "second call"))
    #expect(end(second) == "second call")
    #expect(state.isQuiet)
  }

  @Test func `only calls whose deadline has come expire`() {
    _ = open(1, deadline: now + .seconds(1))
    _ = open(3, deadline: now + .seconds(3))
    _ = open(5)
    #expect(state.earliestDeadline == now + .seconds(1))
    #expect(expire(at: now).isEmpty)
    #expect(expire(at: now + .seconds(2)) == ["call on 1"])
    #expect(state.earliestDeadline == now + .seconds(3))
    #expect(expire(at: now + .seconds(3)) == ["call on 3"])
    #expect(state.earliestDeadline == nil)
    #expect(!state.isQuiet)
  }

  @Test func `calls are found by the name their client gave them, the caller left out`() {
    _ = open(1, requestID: "a")
    _ = open(3, requestID: "b")
    let caller = open(5, requestID: "a")
    let named = state.endCalls(named: "a", except: caller)
    #expect(named.map(\.attachment) == ["call on 1"])
    let others = state.endAll()
    #expect(others.map(\.attachment).sorted() == ["call on 3", "call on 5"])
  }
}
