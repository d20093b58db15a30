import Logging
import NIOCore
import Wire

/// From frames to handlers and back.
extension ConnectionHandler {
  func act(on verdict: ConnectionState<OpenCall>.Verdict, _ header: FrameHeader, _ data: RawSpan) {
    switch verdict {
    case .request:
      do throws(RPCStatus) {
        try openCall(header, data)
      } catch {
        outbound.writeStatus(error, on: header.streamID)
      }
    case .message(let call):
      let message = unsafe data.withUnsafeBytes { unsafe Array($0) }
      _ = state.update(call) { $0.requestMessage?.yield(message) }
    case .refuse(let status, let ended):
      if let ended { abandon(ended, as: status.code) }
      outbound.writeStatus(status, on: header.streamID)
    case .ignore:
      break
    }
  }

  // MARK: Opening

  /// Opens the call that a Request frame asks for.
  ///
  /// - Throws: The status that the call is refused with.
  private func openCall(_ header: FrameHeader, _ data: RawSpan) throws(RPCStatus) {
    let request = try unpack(data)
    let method = try server.dispatcher.method(service: request.service, method: request.method)
    do throws(RPCStatus) {
      try method.check(header.flags)
      try state.admit(answersWhileDraining: method.answersWhileDraining)
      if let refusal = method.gate?() { throw refusal }
      let deadline = try deadline(of: request, method.shape)
      if let body = method.immediate {
        return answerAtOnce(request, of: method, body, header, deadline: deadline)
      }
      guard server.load.callBegins() else {
        throw .overloaded(
          "the server has \(server.load.maxCalls) calls in flight, the most it may have",
          reason: "SERVER_CALL_LIMIT")
      }
      start(request, of: method, header, deadline: deadline)
    } catch {
      method.metrics.record(error.code, after: .zero)
      throw error
    }
  }

  private func unpack(_ data: RawSpan) throws(RPCStatus) -> Ttrpc.Request {
    do {
      return try unsafe data.withUnsafeBytes { try unsafe Ttrpc.Request(unpacking: $0) }
    } catch {
      throw StatusTranslation.status(for: error)
    }
  }

  private func deadline(
    of request: Ttrpc.Request, _ shape: CallShape
  ) throws(RPCStatus) -> ContinuousClock.Instant? {
    switch request.timeoutNano {
    case ..<0: throw .deadlineExceeded
    case 0: shape == .unary ? now + server.limits.defaultDeadline : nil
    case let nanoseconds: now + .nanoseconds(nanoseconds)
    }
  }

  private func start(
    _ request: Ttrpc.Request, of method: Method, _ header: FrameHeader,
    deadline: ContinuousClock.Instant?
  ) {
    let metadata = Metadata(request.metadata)
    let requestID = metadata["request-id"]
    let inbound = InboundSide(flags: header.flags, hasPayload: !request.payload.isEmpty)
    let (message, later) = RequestMessage.arriving(inbound, request.payload)
    let open = OpenCall(
      method: method, arrived: now, requestMessage: later,
      sendQueueBytes: server.limits.streamQueueBytes)
    let call = state.open(
      header.streamID, shape: method.shape, inbound: inbound, deadline: deadline,
      requestID: requestID, attachment: open)

    let connection = NIOLoopBound(self, eventLoop: executor.loop)
    let context = CallContext(
      method: method.fullName, deadline: deadline, metadata: metadata,
      requestName: requestName(call, requestID),
      neighbours: NeighbouringCalls(call: call, connection: connection), logger: server.logger)
    let sender = StreamSender(call: call, connection: connection)
    open.task = executor.startInline {
      let outcome = await method.answer(message, context, sender)
      connection.value.callReturned(call, outcome)
    }
  }

  /// Answers a call that never waits: it is over before anything else could see it.
  private func answerAtOnce(
    _ request: Ttrpc.Request, of method: Method, _ body: MethodDefinition.Immediate,
    _ header: FrameHeader, deadline: ContinuousClock.Instant?
  ) {
    let metadata = Metadata(request.metadata)
    let call = state.nextCall(on: header.streamID)
    let requestID = metadata["request-id"]
    let context = CallContext(
      method: method.fullName, deadline: deadline, metadata: metadata,
      requestName: requestName(call, requestID), neighbours: nil, logger: server.logger)
    let outcome = CallOutcome { try body(request.payload, context) }
    record(
      call, method, requestID, arrived: now, write(outcome, on: header.streamID), outcome)
  }

  private func requestName(_ call: CallID, _ requestID: String?) -> RequestName {
    requestID.map(RequestName.given) ?? .numbered(connection: connectionID, call: call.serial)
  }

  // MARK: Ending

  /// A handler has returned; its answer is sent unless the call was answered before.
  private func callReturned(_ call: CallID, _ outcome: CallOutcome) {
    state.callReturned()
    server.load.callReturned()
    guard let stream = state.end(call) else { return }
    record(stream, write(outcome, on: call.streamID), outcome)
    scheduleFlush()
  }

  /// Writes what a handler returned; returns the code that the client sees.
  private func write(_ outcome: CallOutcome, on streamID: UInt32) -> StatusCode {
    do throws(RPCStatus) {
      switch outcome {
      case .reply(let payload):
        try checkRoom(forReply: payload.count)
        try outbound.write { buffer throws(RPCStatus) in
          try buffer.writeReply(payload, on: streamID)
        }
      case .endOfStream:
        outbound.write { $0.writeEndOfStream(on: streamID) }
      case .failed(let status, _):
        throw status
      }
      return .ok
    } catch {
      outbound.writeStatus(error, on: streamID)
      return error.code
    }
  }

  /// Answers calls with an error and cancels their handlers.
  func endCalls(_ ended: [CallStream<OpenCall>], with status: RPCStatus) {
    for stream in ended {
      outbound.writeStatus(status, on: stream.id.streamID)
      abandon(stream, as: status.code)
    }
  }

  /// Cancels the handler of a stream that was closed without it.
  func abandon(_ stream: CallStream<OpenCall>, as code: StatusCode) {
    let call = stream.attachment
    call.task?.cancel()
    call.requestMessage?.finish()
    for waiter in call.sendQueue.withdrawAll() { waiter.resume(throwing: CancellationError()) }
    record(stream, code, nil)
  }

  private func record(_ stream: CallStream<OpenCall>, _ code: StatusCode, _ outcome: CallOutcome?) {
    let call = stream.attachment
    record(stream.id, call.method, stream.requestID, arrived: call.arrived, code, outcome)
  }

  private func record(
    _ call: CallID, _ method: Method, _ requestID: String?, arrived: ContinuousClock.Instant,
    _ code: StatusCode, _ outcome: CallOutcome?
  ) {
    let duration = arrived.duration(to: .now)
    method.metrics.record(code, after: duration)
    let isOurFault = code == .internal || code == .unknown || code == .dataLoss
    guard isOurFault || server.logger.logLevel <= .debug else { return }
    var metadata: Logger.Metadata = [
      "method": "\(method.fullName)",
      "request-id": "\(requestName(call, requestID))",
      "code": "\(code.name)",
      "duration": "\(duration)",
    ]
    if case .failed(_, let error) = outcome { metadata["error"] = "\(error)" }
    server.logger.log(level: isOurFault ? .error : .debug, "call ended", metadata: metadata)
  }
}
