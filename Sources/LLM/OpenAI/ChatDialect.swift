/// What a provider understands of a request for chat: OpenAI's parameters differ by model and server,
/// and who does not know one refuses it.
struct ChatDialect {
  /// A parameter that a request can do without, or has another name for.
  enum Feature: CaseIterable {
    case responseFormat
    /// `max_tokens`, which newer models of OpenAI call `max_completion_tokens`.
    case maxTokens
    case temperature
    /// Asks for the usage of a streamed reply.
    case streamOptions
  }

  private(set) var refused: Set<Feature> = []

  /// `request` in the words that the provider is known to understand.
  func message(
    _ request: ChatRequest, model: String, isStreamed: Bool = false
  ) -> ChatCompletionRequest {
    var message = ChatCompletionRequest(
      model: model, messages: request.messages.map { .init($0) })
    if isStreamed {
      message.stream = true
      if !refused.contains(.streamOptions) { message.streamOptions = .init(includeUsage: true) }
    }
    if refused.contains(.maxTokens) {
      message.maxCompletionTokens = request.maxOutputTokens
    } else {
      message.maxTokens = request.maxOutputTokens
    }
    if !refused.contains(.temperature) { message.temperature = request.temperature }
    if request.wantsJSON, !refused.contains(.responseFormat) {
      message.responseFormat = .init(type: "json_object")
    }
    return message
  }

  /// Remembers which feature of `message` was refused; `nil` when the refusal is about something else.
  mutating func learn(
    status: Int, _ reply: ErrorReply?, to message: ChatCompletionRequest
  ) -> Feature? {
    guard status == 400 || status == 422, let reply,
      let feature = Feature.allCases.first(where: { message.has($0) && reply.refuses($0) })
    else { return nil }
    refused.insert(feature)
    return feature
  }
}

extension ChatDialect.Feature {
  /// How errors name it.
  var parameter: String {
    switch self {
    case .responseFormat: "response_format"
    case .maxTokens: "max_tokens"
    case .temperature: "temperature"
    case .streamOptions: "stream_options"
    }
  }
}

extension ChatCompletionRequest {
  fileprivate func has(_ feature: ChatDialect.Feature) -> Bool {
    switch feature {
    case .responseFormat: responseFormat != nil
    case .maxTokens: maxTokens != nil
    case .temperature: temperature != nil
    case .streamOptions: streamOptions != nil
    }
  }
}

extension ErrorReply {
  private static let unsupported = [
    "unsupported", "not supported", "does not support", "doesn't support", "unrecognized",
    "unknown", "not permitted", "not allowed", "unexpected", "use 'max_completion_tokens'",
  ]

  /// Whether it says of the parameter itself, not of its value, that it is not understood.
  fileprivate func refuses(_ feature: ChatDialect.Feature) -> Bool {
    let message = message?.lowercased() ?? ""
    let isNamed = param.map { $0 == feature.parameter } ?? message.contains(feature.parameter)
    guard isNamed else { return false }
    // Only one value of it is ever sent.
    if feature == .responseFormat || feature == .streamOptions { return true }
    return ["unsupported_parameter", "unsupported_value"].contains(code)
      || Self.unsupported.contains { message.contains($0) }
  }
}
