import Testing

@testable import LLM

struct EventStreamTests {
  @Test(arguments: ["\n", "\r\n", "\r"])
  func `events are found whatever ends their lines, and however they are cut`(
    end: String
  ) throws {
    let text = [
      "\u{FEFF}data: one", "", ": a comment", "event: error", "data:two", "data: three",
      "id: 7", "", "data", "", "retry: 1", "", "data: lost",
    ].joined(separator: end)
    let expected = [
      EventStreamParser.Event(type: "", data: Array("one".utf8)),
      EventStreamParser.Event(type: "error", data: Array("two\nthree".utf8)),
      EventStreamParser.Event(type: "", data: []),
    ]
    let bytes = Array(text.utf8)
    for size in [1, 2, 3, 7, bytes.count] {
      var parser = EventStreamParser(maxBytes: 100)
      var events: [EventStreamParser.Event] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += try parser.feed(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(events == expected, "in pieces of \(size)")
    }
  }

  @Test func `an empty line after CR and LF ends an event, and no byte is lost`() throws {
    var parser = EventStreamParser(maxBytes: 100)
    #expect(try parser.feed(Array("data: a\r".utf8)).isEmpty)
    #expect(try parser.feed(Array("\n".utf8)).isEmpty)
    #expect(try parser.feed(Array("\r".utf8)).count == 1)
    #expect(try parser.feed(Array("\ndata: b\n\n".utf8)).map(\.data) == [Array("b".utf8)])
  }

  @Test func `a line or an event longer than the limit is refused before it is whole`() {
    var parser = EventStreamParser(maxBytes: 10)
    #expect(throws: EventStreamParser.TooLong.self) {
      for _ in 0..<11 { _ = try parser.feed(Array("x".utf8)) }
    }
    var lines = EventStreamParser(maxBytes: 10)
    #expect(throws: EventStreamParser.TooLong.self) {
      for _ in 0..<4 { _ = try lines.feed(Array("data: abc\n".utf8)) }
    }
  }
}
