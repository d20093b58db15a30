import Testing

@testable import HTTPClient

struct StreamBufferTests {
  @Test func `bytes are read in order, and then the end`() throws {
    var buffer = StreamBuffer(limit: 10)
    #expect(try buffer.take() == nil)
    #expect(offer([1, 2], to: &buffer) == .taken)
    #expect(offer([3], to: &buffer) == .taken)
    buffer.finish(.success(()))
    #expect(try bytes(&buffer) == [1, 2, 3])
    guard case (.end, false)? = try buffer.take() else { return #expect(Bool(false)) }
  }

  @Test func `what is beyond the limit is not taken over, until the reader has caught up`() throws {
    var buffer = StreamBuffer(limit: 2)
    #expect(offer([1], to: &buffer) == .taken)
    #expect(offer([2, 3], to: &buffer) == .taken)
    #expect(offer([4], to: &buffer) == .full)
    let first = try #require(try buffer.take())
    #expect(first.mustResume)
    #expect(offer([4], to: &buffer) == .taken)
    let second = try #require(try buffer.take())
    #expect(!second.mustResume)
  }

  @Test func `a failure comes after the bytes before it, again and again`() throws {
    struct Broken: Error {}
    var buffer = StreamBuffer(limit: 9)
    #expect(offer([1], to: &buffer) == .taken)
    buffer.finish(.failure(Broken()))
    buffer.finish(.success(()))
    #expect(try bytes(&buffer) == [1])
    for _ in 0..<2 { #expect(throws: Broken.self) { _ = try buffer.take() } }
    #expect(throws: Broken.self) { _ = try buffer.firstSign() }
  }

  private func offer(_ bytes: [UInt8], to buffer: inout StreamBuffer) -> StreamBuffer.Verdict {
    unsafe bytes.withUnsafeBytes { unsafe buffer.offer($0) }
  }

  private func bytes(_ buffer: inout StreamBuffer) throws -> [UInt8] {
    guard case (.bytes(let bytes), _)? = try buffer.take() else { return [] }
    return bytes
  }
}
