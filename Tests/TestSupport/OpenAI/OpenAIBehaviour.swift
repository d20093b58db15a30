/// How an `OpenAIServer` behaves; `nil` leaves something as it is.
public struct OpenAIBehaviour: Encodable, Sendable {
  /// What happens to one request.
  public struct Failure: Encodable, Sendable {
    public enum Body: String, Encodable, Sendable {
      case malformed, hangup, reversed, zero, float
      case wrongDimensions = "wrong_dimensions"
      case wrongCount = "wrong_count"
      case wrongIndex = "wrong_index"
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

  enum CodingKeys: String, CodingKey {
    case always, padding
    case delayMs = "delay_ms"
    case failNext = "fail_next"
  }

  public init(
    delayMs: Int? = nil, failNext: [Failure]? = nil, always: Failure? = nil, padding: Int? = nil
  ) {
    self.delayMs = delayMs
    self.failNext = failNext
    self.always = always
    self.padding = padding
  }
}

/// What an `OpenAIServer` has counted.
public struct OpenAICounters: Decodable, Sendable {
  /// What the last request for embeddings asked.
  public struct Last: Decodable, Sendable {
    public let texts: Int
    public let encodingFormat: String
    public let dimensions: Int?
    public let model: String

    enum CodingKeys: String, CodingKey {
      case texts, dimensions, model
      case encodingFormat = "encoding_format"
    }
  }

  /// Requests of the API, connections they came on, and texts that were embedded.
  public let requests: Int
  public let connections: Int
  public let inputs: Int
  public let last: Last?
}
