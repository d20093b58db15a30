import Wire

/// `engram.v1.ControlService`: acts on other calls of the same connection.
struct ControlService: EngramV1.ControlServiceHandler {
  func cancel(
    _ request: EngramV1.CancelRequest, _ call: CallContext
  ) async throws -> EngramV1.CancelResponse {
    guard !request.requestID.isEmpty else {
      throw RPCStatus(
        .invalidArgument, "request_id is empty",
        details: [
          .badRequest([
            FieldViolation(
              field: "request_id",
              description: "must be the request-id metadata that the call was sent with")
          ])
        ])
    }
    let count = try await call.neighbours?.cancel(named: request.requestID) ?? 0
    return EngramV1.CancelResponse(cancelledCount: Int32(clamping: count))
  }
}
