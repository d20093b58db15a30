import Wire

/// The streams of one connection and the rules of the protocol, without sockets and tasks.
///
/// Frames go in, verdicts come out; the connection acts on them. A stream is open from the Request
/// frame that is granted a call until the frame that ends its answer. A call runs until its handler
/// returns, which may be later than that, as when its deadline passes first: limits count running
/// calls, the protocol sees open streams.
struct ConnectionState<Attachment> {
  /// What a frame asks for.
  enum Verdict {
    /// To open a call: unpack the request, then ``admit(answersWhileDraining:)`` and ``open(_:shape:inbound:deadline:requestID:attachment:)``.
    case request
    /// To hand its data to the call that waits for it as its request message.
    case message(CallID)
    /// Nothing.
    case ignore
    /// To be refused: send the status on the stream. When `ending` is there, that was the stream's
    /// call, and it is to be cancelled.
    case refuse(RPCStatus, ending: CallStream<Attachment>?)
  }

  /// Whether new calls are taken.
  enum Admission {
    case open
    /// Only the services that answer while draining.
    case draining
    /// None: each is answered with this status.
    case refusing(RPCStatus)
  }

  let maxCallsInFlight: Int
  var admission: Admission
  /// Calls whose handlers have not returned.
  private(set) var runningCalls = 0
  /// No open stream has a deadline earlier than this; `nil` when none has one.
  private(set) var earliestDeadline: ContinuousClock.Instant?
  private var streams: [UInt32: CallStream<Attachment>] = [:]
  private var lastSerial: UInt64 = 0

  init(maxCallsInFlight: Int, admission: Admission = .open) {
    self.maxCallsInFlight = maxCallsInFlight
    self.admission = admission
  }

  /// True when no stream is open.
  var isQuiet: Bool { streams.isEmpty }
}

// MARK: - Frames

extension ConnectionState {
  /// Judges a whole frame.
  mutating func receive(_ header: FrameHeader) -> Verdict {
    switch header.type {
    case .request: receiveRequest(header.streamID)
    case .data: receiveData(header)
    default: .ignore
    }
  }

  /// Judges a frame that is too long to be kept, by its header.
  mutating func receiveOversized(_ header: FrameHeader) -> Verdict {
    guard header.type == .request || header.type == .data else { return .ignore }
    return refuse(
      header.streamID,
      RPCStatus(
        .resourceExhausted,
        "the frame carries \(header.length) bytes, at most \(WireLimits.maxFrameBytes) are accepted",
        details: [.errorInfo(reason: "FRAME_TOO_LARGE")]))
  }

  private mutating func receiveRequest(_ streamID: UInt32) -> Verdict {
    guard !streamID.isMultiple(of: 2) else {
      return refuse(
        streamID,
        RPCStatus(.invalidArgument, "stream \(streamID) is even: a client's stream ids are odd"))
    }
    guard streams[streamID] == nil else {
      return refuse(
        streamID, RPCStatus(.invalidArgument, "stream \(streamID) already has a call"))
    }
    return .request
  }

  private mutating func receiveData(_ header: FrameHeader) -> Verdict {
    let streamID = header.streamID
    guard var stream = streams[streamID] else {
      return refuse(streamID, RPCStatus(.invalidArgument, "stream \(streamID) is not open"))
    }
    guard stream.shape == .serverStreaming else {
      return refuse(
        streamID,
        RPCStatus(.invalidArgument, "stream \(streamID) is a unary call, which takes no Data frame")
      )
    }
    let closes = header.flags.contains(.remoteClosed)
    let carriesMessage = !header.flags.contains(.noData)
    switch (stream.inbound, carriesMessage) {
    case (.awaitingMessage, true):
      stream.inbound = closes ? .closed : .awaitingClose
      streams[streamID] = stream
      return .message(stream.id)
    case (.awaitingMessage, false) where closes:
      return refuse(
        streamID,
        RPCStatus(.invalidArgument, "stream \(streamID) was closed before its request message"))
    case (.awaitingClose, true), (.closed, true):
      return refuse(
        streamID,
        RPCStatus(.invalidArgument, "stream \(streamID) takes one request message, and had it"))
    case (.awaitingClose, false) where closes:
      stream.inbound = .closed
      streams[streamID] = stream
      return .ignore
    default:
      return .ignore
    }
  }

  /// Refuses a frame, which ends the call of its stream where there is one: after a Response the
  /// client takes the stream for finished.
  private mutating func refuse(_ streamID: UInt32, _ status: RPCStatus) -> Verdict {
    .refuse(status, ending: streams.removeValue(forKey: streamID))
  }
}

// MARK: - Calls

extension ConnectionState {
  /// Checks whether one more call may be opened.
  ///
  /// - Throws: The status that the call is refused with.
  func admit(answersWhileDraining: Bool) throws(RPCStatus) {
    switch admission {
    case .refusing(let status): throw status
    case .draining where !answersWhileDraining: throw .shuttingDown
    case .open, .draining: break
    }
    guard runningCalls < maxCallsInFlight else {
      throw .overloaded(
        "this connection has \(runningCalls) calls in flight, the most it may have",
        reason: "CONNECTION_CALL_LIMIT")
    }
  }

  /// Names a call that was admitted.
  mutating func nextCall(on streamID: UInt32) -> CallID {
    lastSerial += 1
    return CallID(streamID: streamID, serial: lastSerial)
  }

  /// Opens the stream of a call that was admitted.
  mutating func open(
    _ streamID: UInt32,
    shape: CallShape,
    inbound: InboundSide,
    deadline: ContinuousClock.Instant?,
    requestID: String?,
    attachment: Attachment
  ) -> CallID {
    runningCalls += 1
    if let deadline { earliestDeadline = min(earliestDeadline ?? deadline, deadline) }
    let call = nextCall(on: streamID)
    streams[streamID] = CallStream(
      id: call, shape: shape, inbound: inbound, deadline: deadline, requestID: requestID,
      attachment: attachment)
    return call
  }

  /// Whether the stream of `call` is open.
  func isOpen(_ call: CallID) -> Bool { streams[call.streamID]?.id == call }

  /// Changes what is attached to the stream of `call`; `nil` when it is no longer open.
  mutating func update<R>(_ call: CallID, _ change: (inout Attachment) -> R) -> R? {
    guard let index = streams.index(forKey: call.streamID), streams.values[index].id == call else {
      return nil
    }
    return change(&streams.values[index].attachment)
  }

  /// Closes the stream of `call`; `nil` when it was closed before, and its answer is unwanted.
  mutating func end(_ call: CallID) -> CallStream<Attachment>? {
    guard let stream = streams[call.streamID], stream.id == call else { return nil }
    streams[call.streamID] = nil
    return stream
  }

  /// Closes the streams of all calls but `caller` that their client gave this name.
  mutating func endCalls(named requestID: String, except caller: CallID) -> [CallStream<Attachment>]
  {
    endStreams { $0.requestID == requestID && $0.id != caller }
  }

  /// Closes the streams of all calls whose deadline is not later than `now`.
  mutating func endExpired(at now: ContinuousClock.Instant) -> [CallStream<Attachment>] {
    guard let earliest = earliestDeadline, earliest <= now else { return [] }
    let expired = endStreams { stream in stream.deadline.map { $0 <= now } ?? false }
    earliestDeadline = streams.values.compactMap(\.deadline).min()
    return expired
  }

  /// Closes all streams.
  mutating func endAll() -> [CallStream<Attachment>] {
    endStreams { _ in true }
  }

  private mutating func endStreams(
    where isEnding: (CallStream<Attachment>) -> Bool
  ) -> [CallStream<Attachment>] {
    let ending = streams.values.filter(isEnding)
    for stream in ending { streams[stream.id.streamID] = nil }
    return ending
  }

  /// The handler of a call has returned, whether or not its stream is still open.
  mutating func callReturned() { runningCalls -= 1 }
}
