import SwiftProtobufPluginLibrary
import Testing

struct SchemaRuleTests {
  /// The plugin's error for a proto3 file; empty when it takes the file.
  private func error(for declarations: String, emit: String = "messages") throws -> String {
    let source = "syntax = 'proto3'; package p;\n" + declarations
    return try generate("emit=\(emit)", from: source).error
  }

  @Test func `a schema that keeps the rules is taken`() throws {
    #expect(
      try error(for: "message M { oneof o { string a = 1; } repeated N n = 2; } message N {}") == ""
    )
  }

  @Test func `proto2 is refused`() throws {
    #expect(
      try generate("emit=messages", from: "syntax = 'proto2'; message M {}").error
        == "test.proto: only proto3 is supported; write `syntax = \"proto3\";`")
  }

  @Test func `an optional field is refused`() throws {
    #expect(
      try error(for: "message M { optional string a = 1; }")
        == "test.proto: p.M.a: `optional` is not supported; put the field alone into a `oneof`")
  }

  @Test func `a map is refused`() throws {
    #expect(
      try error(for: "message M { map<string, string> a = 1; }")
        == "test.proto: p.M.a: `map` is not supported, since its strings can't be checked;"
        + " use a repeated message")
  }

  @Test func `a message that contains itself is refused, directly or not`() throws {
    let reason = "a message may not contain itself, since protobuf-c has no limit on depth"
    #expect(
      try error(for: "message M { repeated M m = 1; }") == "test.proto: p.M: \(reason)")
    #expect(
      try error(for: "message M { message N { M m = 1; } N n = 1; } message O { M m = 1; }")
        == "test.proto: p.M: \(reason)\ntest.proto: p.M.N: \(reason)")
  }

  @Test func `two enum values with one number are refused`() throws {
    #expect(
      try error(for: "enum E { option allow_alias = true; A = 0; B = 0; }")
        == "test.proto: p.E: B has the number of another value; remove one")
  }

  @Test func `names that Swift can't use are refused`() throws {
    #expect(
      try error(for: "message Type { bool self = 1; }")
        == "test.proto: the name `Type` means something in Swift\n"
        + "test.proto: the name `self` means something in Swift")
  }

  @Test func `a stream of requests is refused`() throws {
    let service = """
      message M {}
      service S { rpc Up(stream M) returns (M); rpc Down(M) returns (stream M); }
      """
    #expect(
      try error(for: service, emit: "server")
        == "test.proto: p.S.Up: client streaming is not supported; only a reply may be a `stream`")
  }

  @Test(arguments: ["", "emit=", "emit=nope"])
  func `a missing or unknown emission is refused`(parameter: String) throws {
    #expect(
      try generate(parameter, from: "syntax = 'proto3';").error
        .hasPrefix("the parameter `emit` must be one of messages, "))
  }

  @Test func `an unknown parameter is refused`() throws {
    #expect(
      try generate("emit=docs,x=1", from: "syntax = 'proto3';").error
        == "unknown parameter `x`; there are `emit` and `c-module`")
  }
}
