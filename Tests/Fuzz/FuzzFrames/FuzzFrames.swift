import FuzzSupport
import TestTraffic
import Wire

/// However a stream of bytes is split, the same frames come out of it.
///
/// Byte 0 of the input says how the rest is split.
@_cdecl("LLVMFuzzerTestOneInput")
public func testFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe fuzzInput(start, count)
  guard let pattern = input.first else { return 0 }
  let stream = input.dropFirst()
  var whole = FrameFeeder()
  whole.feed(Array(stream))
  var split = FrameFeeder()
  for part in parts(of: stream, pattern) { split.feed(part) }

  require(whole.frames == split.frames, "splitting changes no frame")
  require(whole.oversized == split.oversized, "splitting changes no oversized frame")
  require(whole.foreign == split.foreign, "splitting changes nothing about where ttrpc ends")
  require(whole.discardedBytes == split.discardedBytes, "as much is discarded")
  require(
    whole.frames.allSatisfy { $0.data.count == Int($0.header.length) },
    "a frame has as much data as its header says")
  require(
    whole.foreign.isEmpty ? whole.held == split.held : true, "the same bytes wait for more")
  return 0
}

@_cdecl("LLVMFuzzerInitialize")
public func initializeFrames(
  _: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  SeedCorpus.writeIfAsked(seeds)
  return 0
}

/// `stream` in pieces, whose sizes are pseudo-random numbers from `pattern`.
private func parts(of stream: ArraySlice<UInt8>, _ pattern: UInt8) -> [[UInt8]] {
  var sizes = SeededGenerator(seed: UInt64(pattern))
  var rest = stream
  var parts: [[UInt8]] = []
  while !rest.isEmpty {
    let part = rest.prefix(Int.random(in: 1...(1 + Int(pattern) / 4), using: &sizes))
    parts.append(Array(part))
    rest = rest.dropFirst(part.count)
  }
  return parts
}

private var seeds: [[UInt8]] {
  let frames = RequestSamples.envelopes.map { envelope in
    let data = envelope.packed()
    return FrameHeader(length: UInt32(data.count), streamID: 1, type: .request).bytes + data
  }
  let tooLong = FrameHeader(
    length: UInt32(WireLimits.maxFrameBytes + 1), streamID: 3, type: .data)
  let foreign = Array("GET / HTTP/1.1\r\n\r\n".utf8)
  let end = FrameHeader(length: 0, streamID: 1, type: .data, flags: [.remoteClosed, .noData])
  return [
    [0] + frames.prefix(4).joined(), [40] + frames.suffix(4).joined() + end.bytes,
    [9] + end.bytes + tooLong.bytes + foreign, [200] + foreign,
  ] + frames.map { [7] + $0 }
}
