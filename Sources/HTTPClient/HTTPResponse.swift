/// A server's whole reply, whatever its status.
public struct HTTPResponse: Sendable {
  /// Such as 200. Redirects are not followed: 3xx arrive here too.
  public let status: Int
  public let headers: HTTPHeaders
  public let body: [UInt8]

  public init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
