import Logging
import NIOCore
import Wire

/// Serves one connection: bytes in, calls to handlers, replies out.
///
/// Everything here happens on the connection's event loop, handlers included. The rules are in
/// ``ConnectionState``, this class carries out what it says.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  let server: ServerContext
  let executor: LoopExecutor
  let connectionID: UInt64
  var state: ConnectionState<OpenCall>
  var outbound = Outbound()
  /// When the bytes at hand were read: deadlines count from here.
  private(set) var now = ContinuousClock.now
  private(set) var context: ChannelHandlerContext?
  private var timers: ConnectionTimers
  private var alarm: (at: ContinuousClock.Instant, timer: Scheduled<Void>)?
  private var decoder = FrameDecoder()
  private var inbox = ByteBuffer()
  /// True from the first bytes of a read to its end, where all that was written is flushed.
  private var isInBatch = false
  private var isFlushScheduled = false
  /// A read that is put off until the peer has read what waits for it.
  private var hasHeldRead = false
  private var sentFIN = false
  private var speaksTCP = false

  init(
    server: ServerContext, executor: LoopExecutor, admission: ConnectionState<OpenCall>.Admission
  ) {
    self.server = server
    self.executor = executor
    connectionID = .random(in: .min ... .max)
    state = ConnectionState(maxCallsInFlight: server.limits.maxCallsInFlight, admission: admission)
    timers = ConnectionTimers(limits: server.limits, openedAt: now)
    if case .refusing = admission { timers.close(within: server.limits.frameTimeout, of: now) }
  }

  /// The logger of what concerns the whole connection.
  var logger: Logger {
    var logger = server.logger
    logger[metadataKey: "connection"] = "\(String(connectionID, radix: 16))"
    return logger
  }

  // MARK: Life

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    speaksTCP = TCPOptions.exist(on: context.channel)
    setAlarm()
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelInactive(context: ChannelHandlerContext) {
    alarm?.timer.cancel()
    self.context = nil
    for stream in state.endAll() { abandon(stream, as: .cancelled) }
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    logger.debug("connection failed", metadata: ["error": "\(error)"])
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case DrainEvent.begin:
      state.admission = .draining
    case DrainEvent.giveUp:
      now = .now
      endCalls(state.endAll(), with: .shuttingDown)
    default:
      return context.fireUserInboundEventTriggered(event)
    }
    finishBatch()
  }

  // MARK: Reading

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if !isInBatch {
      isInBatch = true
      now = .now
    }
    var bytes = unwrapInboundIn(data)
    if inbox.readableBytes == 0 {
      inbox = bytes
    } else {
      inbox.discardReadBytes()
      inbox.writeBuffer(&bytes)
    }
    processInbox()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    let isAcknowledged = outbound.buffer.readableBytes > 0 && inbox.readableBytes == 0
    finishBatch()
    if speaksTCP, !isAcknowledged { TCPOptions.acknowledgeQuickly(context.channel) }
    context.fireChannelReadComplete()
  }

  /// Cuts frames from what was read until it is used up, or until too much waits to be sent.
  private func processInbox() {
    guard let channel = context?.channel, !sentFIN else { return inbox.clear() }
    var completedFrame = false
    while hasRoom(on: channel) {
      let shown = inbox
      switch decoder.next(shown.readableBytesSpan) {
      case .discarded(let count):
        inbox.moveReaderIndex(forwardBy: count)
      case .needMore:
        let isMidFrame = decoder.isDiscarding || inbox.readableBytes > 0
        if !isMidFrame { inbox = ByteBuffer() }
        return timers.readBytes(completedFrame: completedFrame, isMidFrame: isMidFrame, at: now)
      case .frame(let header, let data):
        inbox.moveReaderIndex(forwardBy: data.upperBound)
        completedFrame = true
        act(on: state.receive(header), header, shown.readableBytesSpan.extracting(data))
      case .oversized(let header, let consumed):
        inbox.moveReaderIndex(forwardBy: consumed)
        act(on: state.receiveOversized(header), header, RawSpan())
      case .notTTRPC(let header):
        logger.debug("peer does not speak ttrpc", metadata: ["length": "\(header.length)"])
        return context?.close(promise: nil) ?? ()
      }
    }
    // What is left is ours to work off: no time runs against the peer.
    timers.readBytes(completedFrame: true, isMidFrame: false, at: now)
  }

  /// Whether more may be answered before the peer has read what waits for it.
  private func hasRoom(on channel: any Channel) -> Bool {
    if outbound.buffer.readableBytes >= server.limits.outboundHighWaterBytes { flush() }
    return channel.isWritable
  }

  func read(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      context.read()
    } else {
      hasHeldRead = true
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // Not at once: this may be called from within a flush.
    context.eventLoop.assumeIsolated().execute { self.resumeReading() }
    context.fireChannelWritabilityChanged()
  }

  private func resumeReading() {
    guard let context, context.channel.isWritable else { return }
    isInBatch = true
    now = .now
    processInbox()
    finishBatch()
    if hasHeldRead, context.channel.isWritable {
      hasHeldRead = false
      context.read()
    }
  }

  // MARK: Writing

  /// Checks that a reply of so many bytes may be added to what waits for the peer.
  ///
  /// - Throws: RESOURCE_EXHAUSTED when too much waits already.
  func checkRoom(forReply bytes: Int) throws(RPCStatus) {
    let limits = server.limits
    let unflushed = outbound.buffer.readableBytes
    // A writable channel holds no more than the high water: most replies need not ask how much.
    if context?.channel.isWritable == true,
      unflushed + bytes + limits.outboundHighWaterBytes <= limits.outboundLimitBytes
    {
      return
    }
    let waiting = unflushed + unsentBytes
    guard waiting == 0 || waiting + bytes <= limits.outboundLimitBytes else {
      throw .unreadReplies(bytes: waiting)
    }
  }

  /// Bytes that were handed to the channel and that the socket has not taken.
  private var unsentBytes: Int {
    (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Sees to it that what was written is sent: at the end of the read, or soon.
  func scheduleFlush() {
    guard !isInBatch, !isFlushScheduled, let context else { return }
    isFlushScheduled = true
    context.eventLoop.assumeIsolated().execute {
      self.isFlushScheduled = false
      self.now = .now
      self.finishBatch()
    }
  }

  /// Sends what a batch of events wrote and sets the clocks anew.
  private func finishBatch() {
    isInBatch = false
    flush()
    timers.update(isQuiet: state.isQuiet, at: now)
    if state.isQuiet { closeIfDraining() }
    setAlarm()
  }

  private func flush() {
    guard let context, outbound.buffer.readableBytes > 0 else { return }
    timers.wrote(handedOverBefore: outbound.handedOver, at: now)
    let (bytes, queued) = outbound.take()
    guard !queued.isEmpty else {
      return context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenSuccess { self.socketTook(queued) }
    context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
  }

  /// Closes our side once all calls are answered, so that the peer gets all of it.
  private func closeIfDraining() {
    if case .open = state.admission { return }
    guard let context, !sentFIN else { return }
    if case .refusing = state.admission, outbound.handedOver == 0 { return }
    sentFIN = true
    timers.close(within: server.limits.lingerTimeout, of: now)
    context.close(mode: .output, promise: nil)
  }

  /// Notes whether the peer reads what was written for it.
  private func watchWrites() {
    timers.checkWrites(handedOver: outbound.handedOver, waiting: unsentBytes, at: now)
  }

  // MARK: Clocks

  private func setAlarm() {
    // The usual case, at the price of two comparisons.
    if let alarm, alarm.at <= min(timers.nextAtLeast(now), state.earliestDeadline ?? alarm.at) {
      return
    }
    guard let context, var next = timers.next ?? state.earliestDeadline else { return }
    if let deadline = state.earliestDeadline { next = min(next, deadline) }
    if let alarm, alarm.at <= next { return }
    alarm?.timer.cancel()
    let delay = TimeAmount.nanoseconds(max(0, (next - now).wholeNanoseconds))
    let timer = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.alarmRang() }
    alarm = (next, timer)
  }

  private func alarmRang() {
    alarm = nil
    guard let context else { return }
    now = .now
    watchWrites()
    if let expiry = timers.expiry(at: now) {
      logger.debug("connection given up", metadata: ["reason": "\(expiry.rawValue)"])
      return context.close(promise: nil)
    }
    endCalls(state.endExpired(at: now), with: .deadlineExceeded)
    finishBatch()
  }
}
