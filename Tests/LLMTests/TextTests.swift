import Testing

@testable import LLM

struct TextTests {
  @Test func `a text is cut between two characters`() {
    #expect("abc".clipped(toBytes: 3) == "abc")
    #expect("abc".clipped(toBytes: 2) == "ab")
    #expect("aüc".clipped(toBytes: 2) == "a")
    #expect("a👩‍👩‍👧c".clipped(toBytes: 10) == "a")
    #expect("ae\u{301}".clipped(toBytes: 2) == "a")
    #expect("abc".clipped(toBytes: 0) == "")
    let marks = "e" + String(repeating: "\u{301}", count: 50_000)
    #expect(marks.clipped(toBytes: 4) == "e\u{301}")
  }

  @Test func `batches hold within both limits what is in order`() {
    let batches = EmbeddingBatches(maxCount: 3, maxBytes: 10)
    #expect(batches.ranges([]) == [])
    #expect(batches.ranges([1, 1, 1, 1]) == [0..<3, 3..<4])
    #expect(batches.ranges([6, 5, 5]) == [0..<1, 1..<3])
    #expect(batches.ranges([99, 1, 99]) == [0..<1, 1..<2, 2..<3])
  }

  @Test func `vectors that have no direction are not scaled`() {
    #expect(UnitVector.scaling([3, 4]) == [0.6, 0.8])
    #expect(UnitVector.scaling([Float.greatestFiniteMagnitude, 0]) == [1, 0])
    #expect(UnitVector.scaling([]) == nil)
    #expect(UnitVector.scaling([0, 0]) == nil)
    #expect(UnitVector.scaling([1, .nan]) == nil)
    #expect(UnitVector.scaling([1, .infinity]) == nil)
  }
}
