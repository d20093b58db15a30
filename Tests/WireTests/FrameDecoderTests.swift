import TestTraffic
import Testing
import Wire

@Suite struct FrameDecoderTests {
  private let first = FrameHeader(length: 3, streamID: 1, type: .request)
  private let second = FrameHeader(
    length: 0, streamID: 0xA1B2_C3D5, type: .data, flags: [.remoteClosed, .noData])

  @Test func `a header is ten bytes, big-endian`() throws {
    let header = FrameHeader(
      length: 0x0001_0203, streamID: 0x0405_0607, type: .response, flags: .remoteOpen)
    #expect(header.bytes == [0, 1, 2, 3, 4, 5, 6, 7, 2, 2])
    let whole = unsafe FrameHeader(header.bytes.span.bytes)
    let cutShort = unsafe FrameHeader(Array(header.bytes.dropLast()).span.bytes)
    #expect(whole == header)
    #expect(cutShort == nil)
  }

  @Test func `frames come out whole when bytes arrive one by one`() {
    let stream = first.bytes + [7, 8, 9] + second.bytes + first.bytes + [1, 2, 3]
    var feeder = FrameFeeder()
    for byte in stream { feeder.feed([byte]) }
    #expect(feeder.frames.map(\.header) == [first, second, first])
    #expect(feeder.frames.map(\.data) == [[7, 8, 9], [], [1, 2, 3]])
    #expect(feeder.held.isEmpty)
  }

  @Test func `frames come out whole when bytes arrive together`() {
    var feeder = FrameFeeder()
    feeder.feed(first.bytes + [7, 8, 9] + second.bytes + first.bytes + [1])
    #expect(feeder.frames.map(\.header) == [first, second])
    #expect(feeder.held.count == 11)
  }

  @Test func `a half frame asks for more and consumes nothing`() {
    var decoder = FrameDecoder()
    let onNothing = unsafe decoder.next([UInt8]().span.bytes)
    let onHalf = unsafe decoder.next((first.bytes + [7, 8]).span.bytes)
    #expect(onNothing == .needMore)
    #expect(onHalf == .needMore)
  }

  @Test func `data of exactly the limit is a frame`() {
    let header = FrameHeader(
      length: UInt32(WireLimits.maxFrameBytes), streamID: 1, type: .request)
    var feeder = FrameFeeder()
    feeder.feed(header.bytes + Array(repeating: 1, count: WireLimits.maxFrameBytes))
    #expect(feeder.frames.map(\.data.count) == [WireLimits.maxFrameBytes])
    #expect(feeder.oversized.isEmpty)
  }

  @Test func `one byte over the limit is told by the header alone and discarded as it arrives`() {
    let header = FrameHeader(
      length: UInt32(WireLimits.maxFrameBytes + 1), streamID: 5, type: .request)
    var feeder = FrameFeeder()
    feeder.feed(header.bytes)
    #expect(feeder.oversized == [header])
    #expect(feeder.decoder.isDiscarding)

    let chunk = [UInt8](repeating: 0xFF, count: 65_536)
    for _ in 0..<64 {
      feeder.feed(chunk)
      #expect(feeder.held.isEmpty)
    }
    #expect(feeder.decoder.isDiscarding)
    feeder.feed([0xFF] + first.bytes + [7, 8, 9])
    #expect(!feeder.decoder.isDiscarding)
    #expect(feeder.frames.map(\.header) == [first])
    #expect(feeder.oversized.count == 1)
  }

  @Test(arguments: ["GET / HTTP/1.1\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}"])
  func `the bytes of another protocol are not waited for`(text: String) {
    var feeder = FrameFeeder()
    feeder.feed(text.unicodeScalars.map { UInt8($0.value) })
    #expect(feeder.foreign.count == 1)
  }
}
