import Wire

/// `grpc.health.v1.Health`, as the published protocol has it: Check of an unknown service is
/// NOT_FOUND, Watch of one says SERVICE_UNKNOWN and stays open.
struct HealthService: GrpcHealthV1.HealthHandler {
  let health: Health

  /// The service; Check, which load balancers call all the time, answers without a task.
  var definition: ServiceDefinition {
    ServiceDefinition.health(self).changing("Check") { method in
      method.answerAtOnce { try check($0, $1) }
    }
  }

  func check(
    _ request: GrpcHealthV1.HealthCheckRequest, _ call: CallContext
  ) throws -> GrpcHealthV1.HealthCheckResponse {
    guard let status = health.status(of: request.service) else {
      throw RPCStatus(.notFound, "there is no service by this name")
    }
    return GrpcHealthV1.HealthCheckResponse(status: status)
  }

  func watch(
    _ request: GrpcHealthV1.HealthCheckRequest, _ call: CallContext,
    _ replies: ReplyStream<GrpcHealthV1.HealthCheckResponse>
  ) async throws {
    let isKnown = health.status(of: request.service) != nil
    var last: Health.Status?
    for await status in health.statuses() {
      let told = isKnown ? status : .serviceUnknown
      if told != last { try await replies.send(GrpcHealthV1.HealthCheckResponse(status: told)) }
      last = told
    }
  }
}
