import TestTraffic
import Testing

@testable import Wire

struct MessageRoundTripTests {
  @Test func `the samples are of every type and fill every field`() {
    let sampled = Set(MessageSamples.all.map { type(of: $0).protoName })
    let known = Set(MessageTypes.all.map { $0.protoName })
    #expect(sampled == known)
    for sample in MessageSamples.all {
      let defaults = Mirror(reflecting: type(of: sample).init()).children.map { "\($0.value)" }
      let values = Mirror(reflecting: sample).children.map { "\($0.value)" }
      #expect(zip(values, defaults).allSatisfy { $0 != $1 }, "\(sample)")
    }
  }

  @Test(arguments: MessageSamples.all)
  func `every message comes back from its bytes`(sample: any WireMessage) throws {
    func check<Message: WireMessage>(_ message: Message) throws {
      #expect(try Message(unpacking: message.packed()) == message)
    }
    try check(sample)
  }

  /// One at a time: hundreds of processes at once would leave nothing to other tests.
  @Test func `protoc reads every message and packs it to the same bytes`() async throws {
    for sample in MessageSamples.all {
      let protoc = Protoc(messageName: type(of: sample).protoName)
      let bytes = sample.packed()
      let repacked = try await protoc.encode(protoc.decode(bytes))
      #expect(repacked == bytes, "\(protoc.messageName)")
    }
  }

  @Test(arguments: MessageSamples.all)
  func `every message comes back from its JSON`(sample: any WireMessage) throws {
    func check<Message: WireMessage>(_ message: Message) throws {
      #expect(try Message(json: message.json()) == message)
      #expect(try Message(json: message.json(pretty: true)) == message)
    }
    try check(sample)
  }

  @Test func `a message of defaults takes no bytes`() {
    for type in MessageTypes.all { #expect(type.init().packed().isEmpty) }
  }

  @Test func `fields of every scalar type mean what protoc means`() async throws {
    let message = EngramTest.Scalars(
      int32: -1, int64: .min, uint32: .max, uint64: .max, sint32: .min, sint64: -2,
      fixed32: .max, fixed64: 1, sfixed32: -3, sfixed64: .min, float: 1.5, double: -0.1,
      bool: true, string: "ß\u{1}", bytes: [0, 1, 255], sign: .minus,
      inner: .init(number: 5, cores: [.init(text: "a"), .init()]))
    let bytes = try await Protoc(messageName: "engram.test.Scalars").encode(
      """
      int32: -1 int64: -9223372036854775808 uint32: 4294967295 uint64: 18446744073709551615
      sint32: -2147483648 sint64: -2 fixed32: 4294967295 fixed64: 1 sfixed32: -3
      sfixed64: -9223372036854775808 float: 1.5 double: -0.1 bool: true string: "ß\\001"
      bytes: "\\000\\001\\377" sign: SIGN_MINUS inner { number: 5 cores { text: "a" } cores {} }
      """)
    #expect(message.packed() == bytes)
    #expect(try EngramTest.Scalars(unpacking: bytes) == message)
  }

  @Test func `repeated fields of every type mean what protoc means`() async throws {
    let message = EngramTest.Lists(
      int32: [1, -1], int64: [.min], uint32: [.max, 0], uint64: [.max], sint32: [-1],
      sint64: [.min], fixed32: [1], fixed64: [.max], sfixed32: [-1], sfixed64: [.min],
      float: [0.5, -0.5], double: [.infinity], bool: [true, false, true], string: ["", "é"],
      bytes: [[], [0], [1, 2]], sign: [.plus, .unrecognized(7), .minus],
      inner: [.init(), .init(number: 1)])
    let bytes = try await Protoc(messageName: "engram.test.Lists").encode(
      """
      int32: [1, -1] int64: -9223372036854775808 uint32: [4294967295, 0]
      uint64: 18446744073709551615 sint32: -1 sint64: -9223372036854775808 fixed32: 1
      fixed64: 18446744073709551615 sfixed32: -1 sfixed64: -9223372036854775808
      float: [0.5, -0.5] double: inf bool: [true, false, true] string: ["", "é"]
      bytes: ["", "\\000", "\\001\\002"] sign: [SIGN_PLUS, 7, SIGN_MINUS] inner {}
      inner { number: 1 }
      """)
    #expect(message.packed() == bytes)
    #expect(try EngramTest.Lists(unpacking: bytes) == message)
  }

  @Test(
    arguments: [
      (nil, ""), (.text(""), "text: ''"), (.text("a"), "text: 'a'"), (.data([]), "data: ''"),
      (.data([0]), "data: '\\000'"), (.flag(false), "flag: false"), (.flag(true), "flag: true"),
      (.number(0), "number: 0"), (.number(-1), "number: -1"), (.ratio(0), "ratio: 0"),
      (.sign(.unspecified), "sign: SIGN_UNSPECIFIED"), (.sign(.minus), "sign: SIGN_MINUS"),
      (.inner(.init()), "inner {}"), (.inner(.init(number: 1)), "inner { number: 1 }"),
    ] as [(EngramTest.Choice.ChosenValue?, String)])
  func `a oneof tells its fields apart, and a default from none`(
    value: EngramTest.Choice.ChosenValue?, text: String
  ) async throws {
    let message = EngramTest.Choice(before: "b", chosenValue: value, after: "a")
    let bytes = try await Protoc(messageName: "engram.test.Choice")
      .encode("before: 'b' \(text) after: 'a'")
    #expect(message.packed() == bytes)
    #expect(try EngramTest.Choice(unpacking: bytes) == message)
    #expect(try EngramTest.Choice(json: message.json()) == message)
  }

  @Test func `fields named like keywords are like any other`() throws {
    let message = EngramTest.Keywords(
      default: .class, case: "1", fields: "2", source: "3", target: "4", member: "5", object: "6",
      value: "7", path: "8", register: "9", class: ["10"])
    #expect(try EngramTest.Keywords(unpacking: message.packed()) == message)
    #expect(try EngramTest.Keywords(json: message.json()) == message)
  }
}
