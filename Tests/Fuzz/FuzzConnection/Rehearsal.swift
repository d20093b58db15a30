import FuzzSupport
import Wire

@testable import RPCServer

/// A connection without a socket: its state, and beside it plain books of what must be in there.
struct Rehearsal {
  private typealias State = ConnectionState<UInt32>

  /// A call whose stream is open.
  private struct Entry {
    let call: CallID
    let deadline: ContinuousClock.Instant?
    let requestID: String?
  }

  private static let maxCalls = 6
  private static let name = "r-1"

  private var state = State(maxCallsInFlight: maxCalls)
  private var open: [UInt32: Entry] = [:]
  private var running: [CallID] = []
  private var now = ContinuousClock.now

  /// Plays one event; `event` says which, the others what is in it.
  mutating func play(_ event: UInt8, _ first: UInt8, _ second: UInt8) {
    switch event % 9 {
    case 0...3: act(on: state.receive(header(first, second)), header(first, second), second)
    case 4: act(on: state.receiveOversized(header(first, second)), header(first, second), second)
    case 5: returnCall(Int(first))
    case 6: expire(after: .milliseconds(Int(first)))
    case 7: cancel(exceptOn: UInt32(first % 16))
    default: state.admission = first.isMultiple(of: 2) ? .open : .draining
    }
  }

  /// The peer is gone.
  mutating func hangUp() {
    strike(state.endAll())
    check()
    require(state.isQuiet && open.isEmpty, "a connection that is gone has no stream")
    while !running.isEmpty { returnCall(0) }
    check()
  }

  func check() {
    require(state.runningCalls == running.count, "each call runs until its handler returns")
    require(running.count <= Self.maxCalls, "no more calls run than may")
    require(state.isQuiet == open.isEmpty, "a connection is quiet when no stream is open")
    require(open.values.allSatisfy { state.isOpen($0.call) }, "an open stream stays open")
    guard let deadline = open.values.compactMap(\.deadline).min() else { return }
    require(
      state.earliestDeadline.map { $0 <= deadline } ?? false, "no deadline is overlooked")
  }

  /// Few stream ids, so that they meet again, and every type and flag.
  private func header(_ first: UInt8, _ second: UInt8) -> FrameHeader {
    FrameHeader(
      length: 0, streamID: UInt32(first % 16), type: FrameType(rawValue: second & 0x03),
      flags: FrameFlags(rawValue: second >> 4))
  }

  private mutating func act(on verdict: State.Verdict, _ header: FrameHeader, _ detail: UInt8) {
    switch verdict {
    case .request: openCall(header, detail)
    case .message(let call):
      require(open[header.streamID]?.call == call, "a message goes to the call of its stream")
    case .ignore: break
    case .refuse(let status, let ending):
      require(status.code != .ok, "a refusal is an error")
      require(
        ending?.id == open[header.streamID]?.call, "a refusal ends the call of its stream")
      if let ending { strike([ending]) }
    }
  }

  private mutating func openCall(_ header: FrameHeader, _ detail: UInt8) {
    let id = header.streamID
    require(open[id] == nil && !id.isMultiple(of: 2), "a call opens on a free, odd id")
    guard (try? state.admit(answersWhileDraining: detail & 0x08 != 0)) != nil else { return }
    let opensStream = !header.flags.isDisjoint(with: [.remoteClosed, .remoteOpen])
    let deadline = detail & 0x80 == 0 ? nil : now + .milliseconds(Int(detail))
    let requestID = detail & 0x40 == 0 ? nil : Self.name
    let call = state.open(
      id, shape: opensStream ? .serverStreaming : .unary,
      inbound: InboundSide(flags: header.flags, hasPayload: detail & 0x04 != 0),
      deadline: deadline, requestID: requestID, attachment: id)
    open[id] = Entry(call: call, deadline: deadline, requestID: requestID)
    running.append(call)
  }

  private mutating func returnCall(_ choice: Int) {
    guard !running.isEmpty else { return }
    let call = running.remove(at: choice % running.count)
    state.callReturned()
    let ended = state.end(call)
    require(
      (ended != nil) == (open[call.streamID]?.call == call),
      "an answer is wanted while its stream is open")
    if let ended { strike([ended]) }
  }

  private mutating func expire(after time: Duration) {
    now += time
    strike(state.endExpired(at: now))
    require(
      open.values.allSatisfy { $0.deadline.map { $0 > now } ?? true }, "all that is late ends")
  }

  private mutating func cancel(exceptOn streamID: UInt32) {
    let caller = open[streamID]?.call ?? CallID(streamID: streamID, serial: 0)
    strike(state.endCalls(named: Self.name, except: caller))
    require(
      open.values.allSatisfy { $0.requestID == nil || $0.call == caller },
      "all calls of a name are cancelled")
  }

  /// Takes streams that the state has closed out of the books.
  private mutating func strike(_ ended: [CallStream<UInt32>]) {
    for stream in ended {
      require(open[stream.id.streamID]?.call == stream.id, "what ends was open")
      require(stream.attachment == stream.id.streamID, "a stream keeps what is attached to it")
      open[stream.id.streamID] = nil
    }
  }
}
