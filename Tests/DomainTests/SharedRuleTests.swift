@testable import Domain
import FoundationEssentials
import Testing

@Suite struct SharedRuleTests {
  @Test(arguments: ["a", String(repeating: "é", count: 64), "018f4e5a-7c1b-7d3e-9a2f-5b6c7d8e9f01"])
  func `a caller's id of 1 to 128 bytes is kept as it is`(text: String) throws {
    #expect(try UserID(text).text == text)
  }

  @Test(arguments: [
    ("", "must not be empty"),
    (String(repeating: "é", count: 64) + "a", "must be at most 128 bytes"),
    ("a\nb", "must not hold control characters"),
    ("\u{7f}", "must not hold control characters"),
    ("\u{9b}", "must not hold control characters"),
  ])
  func `a caller's id that breaks a rule is refused, and why`(text: String, reason: String) {
    #expect(throws: RuleViolation(reason)) { try UserID(text) }
  }

  @Test func `ids that only Unicode takes for equal are different`() throws {
    #expect(try UserID("\u{e9}") != UserID("e\u{301}"))
  }

  @Test func `a UUID is read in either case and written in lower case`() throws {
    let text = "018F4E5A-7C1B-7D3E-9A2F-5B6C7D8E9F01"
    #expect(try MessageID(text).text == text.lowercased())
  }

  @Test(arguments: [
    "", "x", "018F4E5A7C1B7D3E9A2F5B6C7D8E9F01", "{018f4e5a-7c1b-7d3e-9a2f-5b6c7d8e9f01}",
  ])
  func `another text is no UUID`(text: String) {
    #expect(throws: RuleViolation.self) { try MessageID(text) }
  }

  @Test func `a UUID of version 7 holds its time and rises with it`() {
    let early = UUIDv7.make(microsecondsSinceUnixEpoch: 1_700_000_000_000_001, random: .max)
    let late = UUIDv7.make(microsecondsSinceUnixEpoch: 1_700_000_000_000_002, random: 0)
    #expect(early.uuidString == "018BCFE5-6800-7004-BFFF-FFFFFFFFFFFF")
    #expect(early.uuidString < late.uuidString)
    #expect(UUID(bytes: early.bytes) == early)
  }

  @Test func `a page token is good for its list and filters only`() throws {
    let token = PageToken(list: .messages, filters: ["org", "c"])
    let text = token.text(after: [1, 2, 3])
    #expect(try token.position(from: text) { $0 } == [1, 2, 3])
    #expect(try token.position(from: "") { $0 } == nil)
    let others = [
      PageToken(list: .messages, filters: ["org", "d"]),
      PageToken(list: .messages, filters: ["or", "gc"]),
      PageToken(list: .conversations, filters: ["org", "c"]),
    ]
    for other in others {
      #expect(throws: DomainError.self) { try other.position(from: text) { $0 } }
    }
  }

  @Test func `a damaged page token is refused, whichever character it is`() throws {
    let token = PageToken(list: .users, filters: ["org"])
    let text = token.text(after: Array("ann".utf8))
    for place in text.indices {
      var damaged = text
      damaged.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
      let position = try? token.position(from: damaged) { $0 }
      #expect(position == nil || position == Array("ann".utf8))
    }
    for foreign in ["x", "====", "é", String(repeating: "A", count: 2_000)] {
      #expect(throws: DomainError.self) { try token.position(from: foreign) { $0 } }
    }
  }

  @Test func `page sizes from 0 to 1000 are accepted, others named`() throws {
    #expect(try PageRequest(size: 0, token: "").size == 50)
    #expect(try PageRequest(size: 1_000, token: "").size == 1_000)
    for size in [-1, 1_001] as [Int32] {
      #expect(
        throws: DomainError.invalidArgument(
          field: "page_size", reason: "must be 0, for 50, or 1 to 1000")
      ) { try PageRequest(size: size, token: "") }
    }
  }

  @Test func `a moment keeps microseconds between the years 1 and 9999`() throws {
    let moment = try Moment(secondsSinceUnixEpoch: -1, nanoseconds: 999_999_999)
    #expect(moment.microsecondsSinceUnixEpoch == -1)
    #expect(moment.secondsAndNanoseconds == (-1, 999_999_000))
    #expect(throws: Never.self) {
      try Moment(secondsSinceUnixEpoch: -62_135_596_800, nanoseconds: 0)
    }
    for (seconds, nanoseconds) in [
      (-62_135_596_801, 0), (253_402_300_800, 0), (0, -1), (0, 1_000_000_000),
    ] as [(Int64, Int32)] {
      #expect(throws: RuleViolation.self) {
        try Moment(secondsSinceUnixEpoch: seconds, nanoseconds: nanoseconds)
      }
    }
  }

  @Test func `a hash tells where one field ends and the next begins`() {
    func hash(_ fields: [String?]) -> [UInt8] {
      var hash = RequestHash()
      for field in fields { hash.add(field) }
      return hash.finish()
    }
    #expect(hash(["ab", "c"]) != hash(["a", "bc"]))
    #expect(hash([nil, "a"]) != hash(["", "a"]))
    #expect(hash(["a"]).count == 32)
  }
}
