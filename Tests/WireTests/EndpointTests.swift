import Testing
import Wire

@Suite struct EndpointTests {
  @Test(arguments: [
    ("127.0.0.1:7420", Endpoint.tcp(host: "127.0.0.1", port: 7420)),
    ("localhost:0", .tcp(host: "localhost", port: 0)),
    ("[::1]:65535", .tcp(host: "::1", port: 65535)),
    ("unix:/run/engram/rpc.sock", .unix(path: "/run/engram/rpc.sock")),
    ("unix:relative.sock", .unix(path: "relative.sock")),
  ])
  func `an address is read and written alike`(text: String, endpoint: Endpoint) throws {
    #expect(try Endpoint(parsing: text) == endpoint)
    #expect(endpoint.description == text)
  }

  @Test(arguments: [
    ("", "the port is missing"),
    ("localhost", "the port is missing"),
    (":7420", "the host is missing"),
    ("localhost:", "the port is not a number from 0 to 65535"),
    ("localhost:65536", "the port is not a number from 0 to 65535"),
    ("localhost:+80", "the port is not a number from 0 to 65535"),
    ("::1:7420", "the host is not a name or an address (IPv6 goes in brackets)"),
    ("http://localhost:7420", "the host is not a name or an address (IPv6 goes in brackets)"),
    ("unix:", "the path after unix: is empty or holds a NUL"),
  ])
  func `a mistyped address says what is wrong and what was expected`(text: String, reason: String) {
    let error = #expect(throws: EndpointError.self) { try Endpoint(parsing: text) }
    #expect(error?.reason == reason)
    #expect(error?.description.hasSuffix("expected HOST:PORT, [IPV6]:PORT or unix:PATH") == true)
  }

  @Test func `a Unix path longer than a socket address holds is refused`() throws {
    let longest = "unix:/" + String(repeating: "a", count: Endpoint.maxUnixPathBytes - 1)
    #expect(throws: Never.self) { try Endpoint(parsing: longest) }
    let error = #expect(throws: EndpointError.self) { try Endpoint(parsing: longest + "a") }
    #expect(error?.reason == "the path is 108 bytes long, at most 107 are possible")
  }
}
