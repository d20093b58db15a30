import NIOCore

/// The other calls of a call's connection.
struct NeighbouringCalls: Sendable {
  let call: CallID
  let connection: NIOLoopBound<ConnectionHandler>

  /// Ends those that their client gave the name `requestID` with CANCELLED; returns how many.
  func cancel(named requestID: String) async throws -> Int {
    try await connection.eventLoop.submit {
      connection.value.cancelCalls(named: requestID, except: call)
    }.get()
  }
}
