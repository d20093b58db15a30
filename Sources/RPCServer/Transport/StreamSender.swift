import NIOCore
import Synchronization
import Wire

/// Sends the messages of one stream, from whatever thread.
struct StreamSender: Sendable {
  let call: CallID
  let connection: NIOLoopBound<ConnectionHandler>

  /// Returns when the send queue of the stream has taken the packed `message`.
  func send(_ message: [UInt8]) async throws {
    guard message.count <= WireLimits.maxFrameBytes else {
      throw RPCStatus.replyTooLarge(bytes: message.count)
    }
    let ticket = SendTicket()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (waiter: OpenCall.SendWaiter) in
        onLoop { connection in
          if ticket.isWithdrawn.load(ordering: .relaxed) {
            waiter.resume(throwing: CancellationError())
          } else {
            connection.send(message, of: call, ticket, waiter)
          }
        }
      }
    } onCancel: {
      ticket.isWithdrawn.store(true, ordering: .relaxed)
      onLoop { $0.withdraw(ticket, of: call) }
    }
  }

  private func onLoop(_ body: @escaping @Sendable (ConnectionHandler) -> Void) {
    let loop = connection.eventLoop
    if loop.inEventLoop {
      body(connection.value)
    } else {
      loop.execute { body(connection.value) }
    }
  }
}

/// Names one attempt to send.
///
/// The flag covers a cancellation that comes before the attempt has reached the loop.
final class SendTicket: Sendable {
  let isWithdrawn = Atomic(false)
}
