import NIOCore
import Synchronization
import Wire

/// What happens on the event loop.
extension Link {
  /// Sends what waits, connecting first where needed.
  func flush() {
    let (hasUnsent, soonest) = shared.withLock { shared in
      shared.isFlushScheduled = false
      return (shared.calls.hasUnsent, shared.calls.soonestDeadline)
    }
    armExpiry(at: soonest)
    switch confined.value.phase {
    case .connected(let channel) where channel.isWritable:
      send(shared.withLock { $0.calls.takeUnsent() }, on: channel)
    case .idle where hasUnsent:
      startConnecting()
    default:
      break
    }
  }

  /// Hands frames of the server to the calls they are for.
  func receive(_ frames: [InboundFrame]) {
    guard !frames.isEmpty else { return }
    confined.value.connector.noteSuccess()
    let arrivals = shared.withLock { shared in
      frames.map { shared.calls.receive($0.header) }
    }
    for (frame, arrival) in zip(frames, arrivals) {
      deliver(frame, as: arrival)
    }
  }

  /// The connection has ended, and with it the calls that were sent on it.
  func connectionLost(_ channel: any Channel) {
    guard case .connected(let current) = confined.value.phase, current === channel else { return }
    confined.value.phase = .idle
    confined.value.connector.noteFailure()
    confined.value.slowStreams.removeAll()
    confined.value.stallTimer?.cancel()
    let status = RPCStatus(.unavailable, "the connection to \(endpoint) was lost")
    for call in shared.withLock({ $0.calls.removeSent() }) {
      call.receiver.fail(status, wasSent: true)
    }
    flush()
  }

  // MARK: Connecting

  func startConnecting() {
    guard case .idle = confined.value.phase else { return }
    confined.value.phase = .connecting
    confined.value.connector.connect(for: self, on: eventLoop).whenComplete { outcome in
      switch outcome {
      case .success(let channel) where channel.isActive: self.connected(channel)
      case .success: self.connectFailed("the server closed it at once")
      case .failure(let error): self.connectFailed("\(error)")
      }
    }
  }

  private func connected(_ channel: any Channel) {
    confined.value.phase = .connected(channel)
    if shared.withLock({ $0.isShutDown }) { channel.close(promise: nil) }
    tellWaiting(.success(()))
    flush()
  }

  private func connectFailed(_ reason: String) {
    confined.value.phase = .idle
    confined.value.connector.noteFailure()
    let status = RPCStatus(.unavailable, "no connection to \(endpoint): \(reason)")
    tellWaiting(.failure(status))
    for call in shared.withLock({ $0.calls.removeUnsent() }) {
      call.receiver.fail(status, wasSent: false)
    }
  }

  private func tellWaiting(_ outcome: Result<Void, any Error>) {
    let waiting = confined.value.waitingForConnection
    confined.value.waitingForConnection.removeAll()
    waiting.forEach { $0.completeWith(outcome) }
  }

  // MARK: Sending

  /// Frames of at least this size are not copied into one write with others.
  private static let largeFrameBytes = 16_384

  private func send(_ frames: [ByteBuffer], on channel: any Channel) {
    guard frames.count > 1 else {
      if let frame = frames.first { channel.writeAndFlush(frame, promise: nil) }
      return
    }
    var batch = ByteBuffer()
    for frame in frames {
      if frame.readableBytes < Self.largeFrameBytes {
        batch.writeImmutableBuffer(frame)
      } else {
        if batch.readableBytes > 0 { channel.write(batch, promise: nil) }
        batch = ByteBuffer()
        channel.write(frame, promise: nil)
      }
    }
    if batch.readableBytes > 0 { channel.write(batch, promise: nil) }
    channel.flush()
  }

  // MARK: Receiving

  private func deliver(_ frame: InboundFrame, as arrival: CallTable<CallReceiver>.Arrival) {
    let id = frame.header.streamID
    switch arrival {
    case .response(let call):
      if call.isStreaming { resumeReading(id) }
      if let envelope = frame.payload {
        call.receiver.answer(envelope)
      } else {
        call.receiver.fail(Self.tooLong(frame.header), wasSent: true)
      }
    case .streamData(let call, let isLast):
      deliver(frame, to: call, isLast: isLast)
    case .violation(let call):
      let status = RPCStatus(.internal, "the server sent a stream's message to a unary call")
      call.receiver.fail(status, wasSent: true)
    case .ignored:
      break
    }
  }

  private func deliver(_ frame: InboundFrame, to call: Call, isLast: Bool) {
    let id = frame.header.streamID
    guard let message = frame.payload else {
      call.receiver.fail(Self.tooLong(frame.header), wasSent: true)
      return cancel(id, Self.tooLong(frame.header))
    }
    if !frame.header.flags.contains(.noData), call.receiver.push(message), !isLast {
      pauseReading(id)
    }
    if isLast {
      resumeReading(id)
      call.receiver.finish()
    }
  }

  private static func tooLong(_ header: FrameHeader) -> RPCStatus {
    RPCStatus(
      .resourceExhausted,
      "the reply has \(header.length) bytes, and a frame holds \(WireLimits.maxFrameBytes)")
  }

  // MARK: Slow readers of streams

  /// Nothing is read from the connection while a stream's inbox is full. Should that keep other
  /// calls waiting for too long, it is the stream that ends.
  private func pauseReading(_ id: UInt32) {
    confined.value.slowStreams.insert(id)
    setReading(false)
    if confined.value.slowStreams.count == 1 { armStallTimer() }
  }

  func resumeReading(_ id: UInt32) {
    guard confined.value.slowStreams.remove(id) != nil, confined.value.slowStreams.isEmpty else {
      return
    }
    confined.value.stallTimer?.cancel()
    setReading(true)
  }

  private func setReading(_ isReading: Bool) {
    guard case .connected(let channel) = confined.value.phase else { return }
    let handler = try? channel.pipeline.syncOperations.handler(type: FrameHandler.self)
    handler?.setPaused(!isReading)
  }

  private func armStallTimer() {
    confined.value.stallTimer = eventLoop.scheduleTask(
      in: TimeAmount(configuration.streamStallLimit)
    ) {
      let slow = self.confined.value.slowStreams
      guard self.shared.withLock({ $0.calls.count }) > slow.count else {
        return self.armStallTimer()
      }
      let status = RPCStatus(
        .resourceExhausted, "the stream was read too slowly while other calls waited behind it")
      slow.forEach { self.cancel($0, status) }
    }
  }

  // MARK: Deadlines

  private func armExpiry(at deadline: NIODeadline) {
    guard deadline < confined.value.expiry?.deadline ?? .distantFuture else { return }
    confined.value.expiry?.timer.cancel()
    let timer = eventLoop.scheduleTask(deadline: deadline) { self.expire() }
    confined.value.expiry = (deadline, timer)
  }

  private func expire() {
    confined.value.expiry = nil
    let (expired, soonest) = shared.withLock { shared in
      (shared.calls.expire(at: .now()), shared.calls.soonestDeadline)
    }
    for (id, call) in expired {
      if call.isStreaming { resumeReading(id) }
      let status = RPCStatus(.deadlineExceeded, "the call's time is over")
      call.receiver.fail(status, wasSent: call.isSent)
    }
    armExpiry(at: soonest)
  }
}
