import Testing

@testable import Wire

struct KnownTypesJSONTests {
  @Test(
    arguments: [
      (0, 0, "1970-01-01T00:00:00Z"), (0, 1, "1970-01-01T00:00:00.000000001Z"),
      (-1, 999_000_000, "1969-12-31T23:59:59.999Z"),
      (1_738_367_999, 250_000, "2025-01-31T23:59:59.000250Z"),
      (951_782_400, 0, "2000-02-29T00:00:00Z"), (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
      (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
    ] as [(Int64, Int32, String)])
  func `a timestamp is a time of RFC 3339`(seconds: Int64, nanos: Int32, text: String) throws {
    let message = EngramTest.Known(time: .init(seconds: seconds, nanos: nanos))
    #expect(message.json() == "{\"time\":\"\(text)\"}")
    #expect(try EngramTest.Known(json: message.json()) == message)
  }

  @Test func `a timestamp is read with an offset and any number of decimals`() throws {
    let message = try EngramTest.Known(json: #"{"time": "2025-02-01T01:29:59.5+01:30"}"#)
    #expect(message.time == .init(seconds: 1_738_367_999, nanos: 500_000_000))
    #expect(try EngramTest.Known(json: #"{"time": "1970-01-01t00:00:01z"}"#).time?.seconds == 1)
  }

  @Test(arguments: [
    "", "2025-01-31", "2025-01-31T23:59:59", "2025-13-01T00:00:00Z", "2025-02-30T00:00:00Z",
    "2025-01-01T24:00:00Z", "2025-01-01T00:60:00Z", "2025-01-01T00:00:00.Z",
    "2025-01-01T00:00:00.0000000001Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
    "2025-01-01T00:00:00+25:00", " 2025-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
  ])
  func `what is no time is refused`(text: String) {
    let error = #expect(throws: JSONMappingError.self) {
      try EngramTest.Known(json: "{\"time\": \"\(text)\"}")
    }
    #expect(
      error?.description == "time: expected a time of RFC 3339, such as \"2025-01-31T23:59:59Z\"")
  }

  @Test(
    arguments: [
      (0, 0, "0s"), (1, 500_000_000, "1.500s"), (-1, -500_000_000, "-1.500s"),
      (0, -1, "-0.000000001s"), (315_576_000_000, 0, "315576000000s"),
      (-315_576_000_000, -999_999_999, "-315576000000.999999999s"),
    ] as [(Int64, Int32, String)])
  func `a duration is seconds with an s`(seconds: Int64, nanos: Int32, text: String) throws {
    let message = EngramTest.Known(duration: .init(seconds: seconds, nanos: nanos))
    #expect(message.json() == "{\"duration\":\"\(text)\"}")
    #expect(try EngramTest.Known(json: message.json()) == message)
  }

  @Test(arguments: ["", "1", "s", "1.s", ".5s", "1.0000000001s", "+1s", "1 s", "315576000001s"])
  func `what is no duration is refused`(text: String) {
    #expect(throws: JSONMappingError.self) {
      try EngramTest.Known(json: "{\"duration\": \"\(text)\"}")
    }
  }

  @Test func `times outside the limits are written as their fields`() {
    #expect(
      EngramTest.Known(time: .init(seconds: .max), duration: .init(seconds: 1, nanos: -1)).json()
        == #"{"time":{"seconds":"9223372036854775807","nanos":0},"#
        + #""duration":{"seconds":"1","nanos":-1}}"#)
  }

  @Test func `a field mask is its paths in lowerCamelCase`() throws {
    let message = EngramTest.Known(mask: .init(paths: ["title", "metadata_json", "a_b.c_d"]))
    #expect(message.json() == #"{"mask":"title,metadataJson,aB.cD"}"#)
    #expect(try EngramTest.Known(json: message.json()) == message)
    #expect(
      try EngramTest.Known(json: #"{"mask": "metadata_json"}"#).mask?.paths == ["metadata_json"])
    #expect(try EngramTest.Known(json: #"{"mask": ""}"#).mask == .init())
  }

  @Test func `an Any shows the message inside`() throws {
    let retry = GoogleRpc.RetryInfo(retryDelay: .init(seconds: 2))
    let message = EngramTest.Known(
      any: .init(typeURL: "type.googleapis.com/google.rpc.RetryInfo", value: retry.packed()),
      anys: [
        .init(),
        .init(
          typeURL: "type.googleapis.com/google.protobuf.Duration",
          value: GoogleProtobuf.Duration(seconds: 3).packed()),
      ])
    #expect(
      message.json()
        == #"{"any":{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"},"#
        + #""anys":[{},{"@type":"type.googleapis.com/google.protobuf.Duration","value":"3s"}]}"#)
    #expect(try EngramTest.Known(json: message.json()) == message)
  }

  @Test func `an Any of an unknown type is written as bytes and refused on input`() {
    let message = EngramTest.Known(any: .init(typeURL: "x/y.Z", value: [1]))
    #expect(message.json() == #"{"any":{"@type":"x/y.Z","value":"AQ=="}}"#)
    #expect(throws: JSONMappingError.self) { try EngramTest.Known(json: message.json()) }
  }

  @Test func `an Any inside a thousand others is written in time, from some depth on as bytes`() {
    let typeURL = "type.googleapis.com/google.protobuf.Any"
    var any = GoogleProtobuf.`Any`()
    for _ in 0..<1_000 { any = .init(typeURL: typeURL, value: any.packed()) }
    let level = #"{"@type":"\#(typeURL)","value":"#
    #expect(any.json().hasPrefix(String(repeating: level, count: 33) + "\""))
  }

  @Test(arguments: [
    (#"{"x": 1}"#, "any: expected a known type in @type"),
    (#"{"@type": 1}"#, "any: expected a known type in @type"),
    (#"{"@type": "google.rpc.RetryInfo"}"#, "any: expected a known type in @type"),
    (#"{"@type": "a/google.rpc.RetryInfo", "x": 1}"#, "any.x: google.rpc.RetryInfo has no such"),
    (#"{"@type": "a/google.protobuf.Duration", "value": 1}"#, "any.value: expected a duration"),
    (#"{"@type": "a/google.protobuf.Duration", "x": 1}"#, "any: expected the members @type and"),
    ("1", "any: expected an object"),
  ])
  func `what is no Any is refused`(json: String, message: String) {
    let error = #expect(throws: JSONMappingError.self) {
      try EngramTest.Known(json: "{\"any\": \(json)}")
    }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }
}
