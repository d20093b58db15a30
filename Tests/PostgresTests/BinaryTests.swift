import Testing

@testable import Postgres

/// Binary forms and judgements that need no server.
@Suite struct BinaryTests {
  @Test func `an array that is cut short anywhere is refused`() throws {
    let encoded = EncodedParameters([.textArray(["ab", "", "c"])])
    let range = try #require(encoded.ranges[0])
    let bytes = [UInt8](encoded.bytes[range])
    #expect(elements(bytes) == ["ab", "", "c"])
    for length in 0..<bytes.count {
      #expect(elements([UInt8](bytes.prefix(length))) == nil)
    }
    #expect(elements(bytes + [0]) == nil)
  }

  @Test func `an array whose counts lie is refused without a large allocation`() {
    let head: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25]
    #expect(elements(head + [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1]) == nil)
    #expect(elements(head + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 1]) == nil)
    #expect(elements(head + [0, 0, 0, 1, 0, 0, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF]) == nil)
  }

  @Test func `text that is no UTF-8 is refused`() {
    #expect(read([0xC3, 0x28], as: String.self) == nil)
  }

  @Test func `integers of another width are refused`() {
    let bytes: [UInt8] = [0, 0, 0, 1]
    #expect(read(bytes, as: Int32.self) == 1)
    #expect(read(bytes, as: Int64.self) == nil)
    #expect(read(bytes, as: Int16.self) == nil)
  }

  @Test(arguments: [
    ("40001", true), ("40P01", true), ("55P03", true), ("57P01", true), ("57P03", true),
    ("53300", true), ("08006", true), ("23505", false), ("57014", true), ("42P01", false),
    ("40002", false), ("25P03", true),
  ])
  func `whether a retry makes sense follows from the SQLSTATE`(state: String, isRetriable: Bool) {
    #expect(ServerReport(sqlState: state).error(attempted: "a").isRetriable == isRetriable)
  }

  @Test func `a queue keeps its order through appends, pops, prepends and removals`() {
    var queue = FIFO<Int>()
    for number in 0..<200 { queue.append(number) }
    for number in 0..<150 { #expect(queue.popFirst() == number) }
    queue.prepend([1, 2])
    #expect(queue.count == 52)
    #expect(queue.removeAll { $0 % 2 == 0 } == [2] + stride(from: 150, to: 200, by: 2))
    #expect(queue.first == 1)
    #expect(queue.removeAll() == [1] + stride(from: 151, to: 200, by: 2))
    #expect(queue.popFirst() == nil)
  }

  private func read<Value: PostgresDecodable>(_ bytes: [UInt8], as _: Value.Type) -> Value? {
    Value(postgresBinary: unsafe bytes.span.bytes)
  }

  private func elements(_ bytes: [UInt8]) -> [String]? {
    ArrayDecoding<String>.elements(unsafe bytes.span.bytes)
  }
}
