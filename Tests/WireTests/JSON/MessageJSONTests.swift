import Testing

@testable import Wire

struct MessageJSONTests {
  @Test func `JSON has the fields in their order, defaults left out`() {
    let message = EngramV1.Message(
      messageID: "m", seq: 7, role: .assistant, content: "a\"\\\n\u{1}é", tokenCount: 3,
      createdAt: .init(seconds: 0))
    #expect(
      message.json()
        == #"{"messageId":"m","seq":"7","role":"ROLE_ASSISTANT","content":"a\"\\\n\u0001é","#
        + #""tokenCount":3,"createdAt":"1970-01-01T00:00:00Z"}"#)
  }

  @Test func `pretty JSON has a line for each field`() {
    let message = EngramV1.DeleteMessagesRequest(organizationID: "o", messageIDs: ["a", "b"])
    #expect(
      message.json(pretty: true) == """
        {
          "organizationId": "o",
          "messageIds": [
            "a",
            "b"
          ]
        }
        """)
    #expect(EngramV1.DeleteUserResponse().json(pretty: true) == "{}")
  }

  @Test func `scalars have their canonical forms`() throws {
    let message = EngramTest.Scalars(
      int32: -1, int64: .min, uint32: .max, uint64: .max, float: 0.1, double: .nan, bool: true,
      bytes: [0xFB, 0xFF], sign: .unrecognized(9))
    #expect(
      message.json()
        == #"{"int32":-1,"int64":"-9223372036854775808","uint32":4294967295,"#
        + #""uint64":"18446744073709551615","float":0.1,"double":"NaN","bool":true,"#
        + #""bytes":"+/8=","sign":9}"#)
  }

  @Test func `numbers are read from numbers and strings, exactly`() throws {
    let message = try EngramTest.Scalars(
      json: """
        {"int32": "5", "int64": 9223372036854775807, "uint64": 18446744073709551615,
         "sint32": 1e3, "sint64": -9007199254740993, "uint32": 2.0, "double": "1.5", "float": 2}
        """)
    #expect(
      message
        == EngramTest.Scalars(
          int32: 5, int64: .max, uint32: 2, uint64: .max, sint32: 1000,
          sint64: -9_007_199_254_740_993, float: 2, double: 1.5))
    for (text, value) in [("NaN", Double.nan), ("Infinity", .infinity), ("-Infinity", -.infinity)] {
      let double = try EngramTest.Scalars(json: "{\"double\": \"\(text)\"}").double
      #expect(double == value || double.isNaN && value.isNaN)
    }
  }

  @Test func `names of both kinds, both base64 alphabets and enum numbers are read`() throws {
    #expect(
      try EngramV1.GetUserRequest(json: #"{"organization_id": "o", "userId": "u"}"#)
        == .init(organizationID: "o", userID: "u"))
    for text in ["+/8=", "-_8=", "+/8", "-_8"] {
      #expect(try EngramTest.Scalars(json: "{\"bytes\": \"\(text)\"}").bytes == [0xFB, 0xFF])
    }
    for text in ["2", "\"ROLE_USER\""] {
      #expect(try EngramV1.NewMessage(json: "{\"role\": \(text)}").role == .user)
    }
    #expect(try EngramV1.NewMessage(json: #"{"role": 77}"#).role == .unrecognized(77))
  }

  @Test func `null leaves a field out`() throws {
    let scalars = ["int64", "bool", "string", "bytes", "sign", "inner", "double"]
    for name in scalars {
      #expect(try EngramTest.Scalars(json: "{\"\(name)\": null}") == .init())
      #expect(try EngramTest.Lists(json: "{\"\(name)\": null}") == .init())
    }
    #expect(
      try EngramTest.Choice(json: #"{"inner": null, "text": "a", "number": null}"#)
        == .init(chosenValue: .text("a")))
  }

  @Test(arguments: [
    ("", "not valid JSON: "), ("{", "not valid JSON: "), (#"{"a" 1}"#, "not valid JSON: "),
    ("null", "expected an object"), ("[]", "expected an object"), ("1", "expected an object"),
    (#"{"nope": 1}"#, "nope: engram.test.Scalars has no such field"),
    (#"{"inner": {"nope": 1}}"#, "inner.nope: engram.test.Inner has no such field"),
    (#"{"inner": {"cores": [{}, {"x": 1}]}}"#, "inner.cores[1].x: engram.test.Inner.Core has no"),
    (#"{"inner": {"cores": [null]}}"#, "inner.cores[0]: expected an object"),
    (#"{"inner": {"cores": {}}}"#, "inner.cores: expected an array"),
    (#"{"inner": 1}"#, "inner: expected an object"),
    (#"{"int32": 2147483648}"#, "int32: expected a whole number from -2147483648 to 2147483647"),
    (#"{"int32": 1.5}"#, "int32: expected a whole number"),
    (#"{"int32": true}"#, "int32: expected a whole number"),
    (#"{"int32": "x"}"#, "int32: expected a whole number"),
    (#"{"uint64": -1}"#, "uint64: expected a whole number from 0 to 18446744073709551615"),
    (#"{"int64": 9223372036854775808}"#, "int64: expected a whole number"),
    (#"{"float": 1e300}"#, "float: expected a number"),
    (#"{"double": "x"}"#, "double: expected a number"),
    (#"{"bool": 1}"#, "bool: expected true or false"),
    (#"{"bool": "true"}"#, "bool: expected true or false"),
    (#"{"string": 1}"#, "string: expected a string"),
    (#"{"string": true}"#, "string: expected a string"),
    (#"{"bytes": "?"}"#, "bytes: expected bytes as a base64 string"),
    (#"{"sign": "PLUS"}"#, "sign: expected one of SIGN_UNSPECIFIED, SIGN_PLUS, SIGN_MINUS"),
    (#"{"sign": 1.5}"#, "sign: expected a whole number"),
  ])
  func `what is wrong is refused with its path`(json: String, message: String) {
    let error = #expect(throws: JSONMappingError.self) { try EngramTest.Scalars(json: json) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test func `two fields of a oneof are refused`() {
    let error = #expect(throws: JSONMappingError.self) {
      try EngramTest.Choice(json: #"{"flag": true, "text": ""}"#)
    }
    #expect(error?.description == "text: only one field of chosen_value may be given")
  }

  @Test func `JSON nested too deep is refused`() {
    #expect(throws: JSONMappingError.self) {
      try EngramTest.Scalars(json: String(repeating: "[", count: 100_000))
    }
  }
}
