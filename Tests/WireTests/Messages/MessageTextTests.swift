import Testing

@testable import Wire

/// Strings are refused for U+0000 and for what is not UTF-8, wherever they are.
struct MessageTextTests {
  static let refused: [[UInt8]] = [
    [0], [0x61, 0], [0, 0x61], [0x61, 0, 0x62],  // U+0000
    [0x80], [0xC3], [0xC3, 0x28], [0xE2, 0x82],  // stray and missing continuation
    [0xC0, 0x80], [0xE0, 0x80, 0x80],  // overlong
    [0xED, 0xA0, 0x80],  // a surrogate
    [0xF4, 0x90, 0x80, 0x80], [0xFF],  // beyond Unicode
  ]

  /// Where a string field can be; each takes the bytes of a string field without its tag.
  struct Place: Sendable, CustomTestStringConvertible {
    let path: String
    let type: any WireMessage.Type
    let tags: [[UInt8]]
    var testDescription: String { path }

    /// The message with `text` in that place.
    func message(_ text: [UInt8]) -> [UInt8] {
      tags.reversed().reduce(text) { $1 + [UInt8($0.count)] + $0 }
    }
  }

  static let places = [
    Place(path: "organization_id", type: EngramV1.GetUserRequest.self, tags: [[0x0A]]),
    Place(path: "message_ids[0]", type: EngramV1.DeleteMessagesRequest.self, tags: [[0x1A]]),
    Place(path: "text", type: EngramTest.Choice.self, tags: [[0x12]]),
    Place(
      path: "update_mask.paths[0]", type: EngramV1.UpdateConversationRequest.self,
      tags: [[0x2A], [0x0A]]),
    Place(
      path: "messages[0].content", type: EngramV1.AddMessagesRequest.self, tags: [[0x1A], [0x22]]),
    Place(
      path: "inner.cores[0].text", type: EngramTest.Scalars.self,
      tags: [[0x8A, 1], [0x12], [0x0A]]),
  ]

  @Test(arguments: places, refused)
  func `a string that is not text is refused with its path`(place: Place, text: [UInt8]) {
    #expect(throws: UnpackError.invalidText(field: place.path)) {
      try place.type.init(unpacking: place.message(text))
    }
  }

  @Test(arguments: places) func `every other string is taken`(place: Place) throws {
    for text in ["", "a", "\u{1}", "é", "😀", "\u{7F}\u{80}\u{FFFF}\u{10FFFF}", "e\u{301}"] {
      _ = try place.type.init(unpacking: place.message(Array(text.utf8)))
    }
    let text = "e\u{301}\r\n"
    let message = EngramV1.GetUserRequest(organizationID: text)
    let unpacked = try EngramV1.GetUserRequest(unpacking: message.packed())
    #expect(Array(unpacked.organizationID.utf8) == Array(text.utf8))
  }

  @Test func `the path tells which element it was`() {
    let bytes =
      EngramV1.AddMessagesRequest(messages: [.init(content: "a"), .init(content: "b")]).packed()
      + [0x1A, 3, 0x22, 1, 0]
    #expect(throws: UnpackError.invalidText(field: "messages[2].content")) {
      try EngramV1.AddMessagesRequest(unpacking: bytes)
    }
    #expect(throws: UnpackError.invalidText(field: "message_ids[1]")) {
      try EngramV1.DeleteMessagesRequest(unpacking: [0x1A, 1, 0x61, 0x1A, 1, 0])
    }
  }

  @Test func `bytes fields may hold anything`() throws {
    let message = Ttrpc.Request(payload: [0, 0xFF, 0])
    #expect(try Ttrpc.Request(unpacking: message.packed()) == message)
  }
}
