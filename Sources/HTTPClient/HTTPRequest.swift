/// What is asked of a server.
public struct HTTPRequest: Sendable {
  /// The methods there are use for.
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  public var method: Method
  /// An absolute `http` or `https` URL without credentials.
  public var url: String
  public var headers: HTTPHeaders
  /// What is sent with a POST.
  public var body: [UInt8]
  /// The most that it may take, waiting for a place included; `nil` is what the client is
  /// configured for.
  public var timeout: Duration?
  /// The most that may pass without a byte of a streamed reply, its beginning included; `nil` is what
  /// the client is configured for.
  public var idleTimeout: Duration?
  /// When it has to be done at the latest, whatever the timeout.
  public var deadline: ContinuousClock.Instant?
  /// The most bytes the reply's body may have; `nil` is what the client is configured for.
  public var maxResponseBytes: Int?
  /// Sends it over a connection of its own, and so at most once. Over one that was used before,
  /// libcurl sends it again when that breaks before the reply begins.
  public var isSentOnce = false
  /// Connects to addresses on the internet only, whatever a name resolves to, over a connection of
  /// its own; else it ends as `addressRefused`.
  public var isPublicOnly = false

  public init(
    _ method: Method, _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// What is attempted, in words without what may be secret: the URL's query is left out.
  var attempted: String {
    let place = url.prefix { $0 != "?" && $0 != "#" }
    return "\(method.rawValue) \(place)"
  }

  /// Throws `invalidRequest` for what would not be sent as it was meant.
  func validate() throws(HTTPError) {
    guard let scheme = url.firstRange(of: "://"),
      ["http", "https"].contains(url[..<scheme.lowerBound].lowercased())
    else { throw Self.invalid("the URL must begin with http:// or https://") }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    guard !authority.isEmpty else { throw Self.invalid("the URL has no host") }
    guard !authority.contains("@") else {
      throw Self.invalid("the URL holds credentials; they belong in a header")
    }
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
      throw Self.invalid("the URL holds a space or a control character")
    }
    guard headers.fields.allSatisfy(\.isValid) else {
      throw Self.invalid("a header's name or value holds a character that it can't have")
    }
  }

  // Names no URL: what is wrong with it may be a secret in the wrong place.
  private static func invalid(_ reason: String) -> HTTPError {
    HTTPError(.invalidRequest, attempted: "preparing a request", reason: reason)
  }
}
