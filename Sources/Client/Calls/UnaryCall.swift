import NIOCore
import Synchronization
import Wire

extension Link {
  /// Sends one request frame and waits for the packed reply; a cancelled task ends the call.
  func unary(
    _ frame: ByteBuffer, requestID: String, deadline: NIODeadline
  ) async -> Result<[UInt8], CallFailure> {
    await envelope(frame, requestID: requestID, deadline: deadline).flatMap { envelope in
      do throws(RPCStatus) {
        return .success(try ResponseEnvelope.payload(of: envelope))
      } catch {
        return .failure(CallFailure(status: error, wasSent: true))
      }
    }
  }

  private func envelope(
    _ frame: ByteBuffer, requestID: String, deadline: NIODeadline
  ) async -> Result<ByteBuffer, CallFailure> {
    guard !Task.isCancelled else {
      return .failure(CallFailure(status: .cancelledByCaller, wasSent: false))
    }
    let slot = StreamIDSlot()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let call = Call(
          frame: frame, requestID: requestID, isStreaming: false, deadline: deadline,
          receiver: .unary(continuation))
        do throws(RPCStatus) {
          let id = try open(call)
          slot.fill(id)
          if Task.isCancelled { cancel(id, .cancelledByCaller) }
        } catch {
          continuation.resume(returning: .failure(CallFailure(status: error, wasSent: false)))
        }
      }
    } onCancel: {
      if let id = slot.id { cancel(id, .cancelledByCaller) }
    }
  }
}

extension RPCStatus {
  static let cancelledByCaller = RPCStatus(.cancelled, "the caller cancelled the call")
}

/// A stream id that a cancellation handler may need before it is known.
private final class StreamIDSlot: Sendable {
  private let value = Atomic<UInt32>(0)

  /// `nil` until filled; 0 is never the id of a call.
  var id: UInt32? {
    let id = value.load(ordering: .acquiring)
    return id == 0 ? nil : id
  }

  func fill(_ id: UInt32) {
    value.store(id, ordering: .releasing)
  }
}
