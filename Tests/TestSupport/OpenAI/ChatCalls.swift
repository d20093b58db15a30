/// The chat completions that an `OpenAIServer` was asked for.
public struct ChatCalls: Decodable, Sendable {
  public struct Message: Decodable, Sendable {
    public let role: String
    public let content: String
    public let name: String?
    public let toolCalls: [Tool]?
    public let toolCallID: String?

    enum CodingKeys: String, CodingKey {
      case role, content, name
      case toolCalls = "tool_calls"
      case toolCallID = "tool_call_id"
    }
  }

  /// A tool's call as it was sent back.
  public struct Tool: Codable, Sendable, Hashable {
    public struct Function: Codable, Sendable, Hashable {
      public let name: String
      public let arguments: String
    }

    public let id: String
    public let type: String
    public let function: Function

    public init(id: String, name: String, arguments: String) {
      self.id = id
      type = "function"
      function = Function(name: name, arguments: arguments)
    }
  }

  /// What the last one that could be read asked.
  public struct Last: Decodable, Sendable {
    public let model: String
    public let messages: [Message]
    /// Names of what else was sent, such as `temperature`, in the order of the alphabet.
    public let parameters: [String]
    public let maxTokens: Int?
    public let temperature: Double?
    public let isStreamed: Bool

    enum CodingKeys: String, CodingKey {
      case model, messages, parameters, temperature
      case maxTokens = "max_tokens"
      case isStreamed = "is_streamed"
    }
  }

  /// When each arrived, those that failed included, in seconds of the machine's monotonic clock.
  public let arrivals: [Double]
  public let last: Last?
  /// Streams whose client went away.
  public let hangups: Int

  public var count: Int { arrivals.count }

  /// The most that arrived within any `window`, its end not included.
  public func most(inAny window: Duration) -> Int {
    let length = window / .seconds(1)
    let times = arrivals.sorted()
    var start = 0
    var most = 0
    for (end, time) in times.enumerated() {
      while time - times[start] >= length { start += 1 }
      most = max(most, end - start + 1)
    }
    return most
  }
}
