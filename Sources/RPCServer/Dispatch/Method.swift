import Wire

/// A method as the server dispatches to it: what answers it, and what counts its calls.
final class Method: Sendable {
  /// Full name, such as `engram.v1.ConversationService/AddMessages`.
  let fullName: String
  let invocation: MethodDefinition.Invocation
  let gate: MethodDefinition.Gate?
  let immediate: MethodDefinition.Immediate?
  let answersWhileDraining: Bool
  let metrics: MethodMetrics

  init(_ definition: MethodDefinition, of service: ServiceDefinition) {
    fullName = "\(service.name)/\(definition.name)"
    invocation = definition.invocation
    gate = definition.gate
    immediate = definition.immediate
    answersWhileDraining = service.answersWhileDraining
    metrics = MethodMetrics(method: fullName)
  }

  /// Whether calls have one reply or a stream of them.
  var shape: CallShape {
    switch invocation {
    case .unary: .unary
    case .serverStreaming: .serverStreaming
    }
  }

  /// Checks that a Request frame opens the kind of call that this method answers.
  ///
  /// - Throws: INVALID_ARGUMENT that names the method.
  func check(_ flags: FrameFlags) throws(RPCStatus) {
    let opensStream = !flags.isDisjoint(with: [.remoteClosed, .remoteOpen])
    switch shape {
    case .unary where opensStream:
      throw RPCStatus(.invalidArgument, "\(fullName) is a unary method: call it without a stream")
    case .serverStreaming where !opensStream:
      throw RPCStatus(
        .invalidArgument, "\(fullName) is a server-streaming method: call it with a stream")
    default: break
    }
  }

  /// Runs the handler to its end.
  func answer(
    _ message: RequestMessage, _ call: CallContext, _ sender: StreamSender
  ) async -> CallOutcome {
    do {
      let payload = try await message.bytes
      switch invocation {
      case .unary(let body):
        return .reply(try await body(payload, call))
      case .serverStreaming(let body):
        try await body(payload, call, sender)
        return .endOfStream
      }
    } catch {
      return .failed(StatusTranslation.status(for: error), error)
    }
  }
}

/// Whether a call has one reply or a stream of them.
enum CallShape: Sendable, Hashable {
  case unary
  case serverStreaming
}
