import SwiftProtobufPluginLibrary
import Testing

struct ClientEmissionTests {
  private static let schema = """
    syntax = "proto3";
    package engram.v1;
    service ThingService {
      rpc CreateThing(CreateThingRequest) returns (Thing) {
        option idempotency_level = IDEMPOTENT;
      }
      rpc AddThings(AddThingsRequest) returns (Thing) {
        option idempotency_level = IDEMPOTENT;
      }
      rpc DeleteThing(Thing) returns (Thing);
      // Things as they come.
      rpc WatchThings(Thing) returns (stream Thing) {
        option idempotency_level = NO_SIDE_EFFECTS;
      }
    }
    service ControlService { rpc Stop(Thing) returns (Thing); }
    enum Kind { KIND_UNSPECIFIED = 0; }
    message Thing { string thing_id = 1; bytes data = 2; repeated Kind kinds = 3; }
    message CreateThingRequest { string thing_id = 1; string owner_id = 2; }
    message AddThingsRequest { repeated Thing things = 1; }
    """

  private static func file(_ name: String, emit: String) throws -> String {
    let response = try generate("emit=\(emit)", from: schema)
    return try #require(response.file.first { $0.name == name }).content
  }

  @Test(arguments: [
    "var things: EngramV1.ThingServiceClient {",
    "if request.thingID.isEmpty { request.thingID = UUIDv7.next() }",
    "for index in request.things.indices where request.things[index].thingID.isEmpty {",
    "name: \"CreateThing\",\n          isIdempotent: true",
    "name: \"DeleteThing\",\n          isIdempotent: false",
    "/// Things as they come.\n    public func watchThings(",
    ") -> Replies<EngramV1.Thing> {",
  ])
  func `the Swift client knows ids, idempotency and streams`(line: String) throws {
    #expect(try Self.file("EngramV1ThingServiceClient.swift", emit: "client").contains(line))
  }

  @Test func `ids that are not of what is created stay the caller's`() throws {
    let client = try Self.file("EngramV1ThingServiceClient.swift", emit: "client")
    #expect(!client.contains("ownerID"))
  }

  @Test func `a service that keeps nothing has its name in the singular`() throws {
    let client = try Self.file("EngramV1ControlServiceClient.swift", emit: "client")
    #expect(client.contains("public var control: EngramV1.ControlServiceClient {"))
  }

  @Test(arguments: [
    "from engram.v1 import test_pb2",
    "thing_id: str | None = None,",
    "data: bytes | None = None,",
    "kinds: Sequence[test_pb2.Kind | str] | None = None,",
    "things: Sequence[test_pb2.Thing | Mapping[str, Any]] | None = None,",
    "fill_id(request, \"thing_id\")",
    "fill_ids(request.things, \"thing_id\")",
    "Method(\"engram.v1.ThingService\", \"DeleteThing\", idempotent=False),",
    "self.things = ThingService(channel)",
    "self.control = ControlService(channel)",
  ])
  func `both kinds of Python stubs have types, ids and idempotency`(line: String) throws {
    #expect(try Self.file("engram/_stubs/blocking.py", emit: "python").contains(line))
    #expect(try Self.file("engram/_stubs/aio.py", emit: "python").contains(line))
  }

  @Test func `only unary calls for asyncio are awaited`() throws {
    let blocking = try Self.file("engram/_stubs/blocking.py", emit: "python")
    let aio = try Self.file("engram/_stubs/aio.py", emit: "python")
    #expect(!blocking.contains("async def") && !blocking.contains("await"))
    #expect(blocking.contains("-> Stream[test_pb2.Thing]:"))
    #expect(aio.contains("    async def delete_thing("))
    #expect(aio.contains("    def watch_things("))
    #expect(aio.contains("-> AsyncStream[test_pb2.Thing]:"))
    #expect(aio.contains("return self._channel.server_streaming("))
  }
}
