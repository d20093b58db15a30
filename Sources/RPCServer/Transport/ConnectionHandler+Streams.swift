import NIOCore
import Wire

/// Sending the messages of streams, and reaching other calls.
extension ConnectionHandler {
  /// Sends a message of a stream, or has its sender wait for room.
  func send(
    _ message: [UInt8], of call: CallID, _ ticket: SendTicket, _ waiter: OpenCall.SendWaiter
  ) {
    let isAdmitted = state.update(call) { open in
      if open.sendQueue.admit(bytes: message.count) { return true }
      open.sendQueue.wait(
        .init(message: message, ticket: ObjectIdentifier(ticket), waiter: waiter))
      return false
    }
    switch isAdmitted {
    case true:
      write(message, of: call)
      scheduleFlush()
      waiter.resume()
    case false: break
    default: waiter.resume(throwing: CancellationError())
    }
  }

  /// A sender that waits for room has given up.
  func withdraw(_ ticket: SendTicket, of call: CallID) {
    let waiter = state.update(call) { $0.sendQueue.withdraw(ObjectIdentifier(ticket)) }
    waiter??.resume(throwing: CancellationError())
  }

  /// The socket took messages of streams: others may follow.
  func socketTook(_ messages: [(call: CallID, bytes: Int)]) {
    for (call, bytes) in messages {
      for next in state.update(call, { $0.sendQueue.written(bytes: bytes) }) ?? [] {
        write(next.message, of: call)
        next.waiter.resume()
      }
    }
    if outbound.buffer.readableBytes > 0 { scheduleFlush() }
  }

  /// Writes a message of a stream, if that is still open; ends it when too much waits for the peer.
  private func write(_ message: [UInt8], of call: CallID) {
    guard state.isOpen(call) else { return }
    do throws(RPCStatus) {
      try checkRoom(forReply: message.count)
      outbound.write(message, of: call)
    } catch {
      if let stream = state.end(call) { endCalls([stream], with: error) }
    }
  }

  /// Ends the calls that the client gave this name with CANCELLED; returns how many.
  func cancelCalls(named requestID: String, except caller: CallID) -> Int {
    let ended = state.endCalls(named: requestID, except: caller)
    endCalls(ended, with: RPCStatus(.cancelled, "the call was cancelled by its client"))
    if !ended.isEmpty { scheduleFlush() }
    return ended.count
  }
}
