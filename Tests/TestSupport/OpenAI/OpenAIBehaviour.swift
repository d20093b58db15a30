/// How an `OpenAIServer` behaves; `nil` leaves something as it is.
public struct OpenAIBehaviour: Encodable, Sendable {
  /// What happens to one request.
  public struct Failure: Encodable, Sendable {
    public enum Body: String, Encodable, Sendable {
      case malformed, hangup, reversed, zero, float
      case wrongDimensions = "wrong_dimensions"
      case wrongCount = "wrong_count"
      case wrongIndex = "wrong_index"
      case noChoices = "no_choices"
    }

    /// What is sent as Retry-After.
    public enum RetryAfter: Encodable, Sendable {
      case text(String)
      case dateIn(seconds: Int)

      public func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text): try text.encode(to: encoder)
        case .dateIn(let seconds): try ["in": seconds].encode(to: encoder)
        }
      }
    }

    var status: Int?
    var retryAfter: RetryAfter?
    var body: Body?

    enum CodingKeys: String, CodingKey {
      case status, body
      case retryAfter = "retry_after"
    }

    /// An undamaged reply.
    public static let none = Failure()

    /// A reply with this status and OpenAI's error.
    public static func status(_ status: Int, retryAfter: RetryAfter? = nil) -> Failure {
      Failure(status: status, retryAfter: retryAfter)
    }

    /// A reply that is damaged so.
    public static func body(_ body: Body) -> Failure { Failure(body: body) }
  }

  public var delayMs: Int?
  public var failNext: [Failure]?
  /// What happens to every request that `failNext` says nothing about.
  public var always: Failure?
  /// How many bytes more each reply has.
  public var padding: Int?
  /// What the next chat completions say, one each; those after them are made from the request.
  public var chatReplies: [ScriptedReply]?
  /// Parameters of a chat completion that are refused, such as `max_tokens`.
  public var chatRefuses: [String]?
  /// Chats of more tokens, of 4 characters each, are refused.
  public var chatContextTokens: Int?

  enum CodingKeys: String, CodingKey {
    case always, padding
    case chatReplies = "chat_replies"
    case chatRefuses = "chat_refuses"
    case chatContextTokens = "chat_context_tokens"
    case delayMs = "delay_ms"
    case failNext = "fail_next"
  }

  public init(
    delayMs: Int? = nil, failNext: [Failure]? = nil, always: Failure? = nil, padding: Int? = nil,
    chatReplies: [ScriptedReply]? = nil, chatRefuses: [String]? = nil, chatContextTokens: Int? = nil
  ) {
    self.delayMs = delayMs
    self.failNext = failNext
    self.always = always
    self.padding = padding
    self.chatReplies = chatReplies
    self.chatRefuses = chatRefuses
    self.chatContextTokens = chatContextTokens
  }
}
