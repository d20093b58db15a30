import RedisStreams
import Testing

struct RedisAddressTests {
  @Test func `a full URL is read with its login and database`() throws {
    let address = try RedisAddress("redis://ada:p%40ss@cache.example:6380/3")
    #expect(address.transport == .tcp(host: "cache.example", port: 6380))
    #expect(address.username == "ada")
    #expect(address.password == "p@ss")
    #expect(address.database == 3)
  }

  @Test func `port and database have Redis' defaults`() throws {
    let address = try RedisAddress("redis://:secret@cache")
    #expect(address.transport == .tcp(host: "cache", port: 6379))
    #expect(address.username == nil)
    #expect(address.password == "secret")
    #expect(address.database == 0)
  }

  @Test func `an IPv6 address loses its brackets`() throws {
    #expect(try RedisAddress("redis://[::1]:7000").transport == .tcp(host: "::1", port: 7000))
  }

  @Test func `a Unix socket is named by its path`() throws {
    #expect(try RedisAddress("unix:/run/r.sock").transport == .unix(path: "/run/r.sock"))
  }

  @Test func `a description keeps the login to itself`() throws {
    #expect(try "\(RedisAddress("redis://ada:secret@cache"))" == "redis://cache:6379/0")
  }

  @Test(arguments: [
    ("rediss://cache", "hiredis 0.14 has no TLS"),
    ("http://cache", "expected redis://"),
    ("cache:6379", "expected redis://"),
    ("redis://", "expected redis://"),
    ("redis://cache?db=1", "expected redis://"),
    ("redis://cache:0", "port must be 1 to 65535"),
    ("redis://cache:70000", "port must be 1 to 65535"),
    ("redis://cache/zero", "database must be a number"),
    ("unix:relative.sock", "absolute path"),
  ])
  func `anything else is refused with what is expected`(url: String, reason: String) {
    let error = #expect(throws: RedisError.self) { try RedisAddress(url) }
    #expect(error?.code == .invalidURL)
    #expect(error?.reason.contains(reason) == true)
  }
}
