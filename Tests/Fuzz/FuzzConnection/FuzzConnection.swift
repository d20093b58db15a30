import FuzzSupport
import Wire

/// Whatever frames and events a connection sees, its books are in order.
///
/// Each three bytes of the input are one event.
@_cdecl("LLVMFuzzerTestOneInput")
public func testConnection(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe fuzzInput(start, count)
  var rehearsal = Rehearsal()
  for index in stride(from: 0, to: input.count - 2, by: 3) {
    rehearsal.play(input[index], input[index + 1], input[index + 2])
    rehearsal.check()
  }
  rehearsal.hangUp()
  return 0
}

@_cdecl("LLVMFuzzerInitialize")
public func initializeConnection(
  _: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  SeedCorpus.writeIfAsked(seeds)
  return 0
}

/// A unary call, a stream that brings its message later, calls that run out of time, a full
/// connection, one that drains, and some of each.
private let seeds: [[UInt8]] = {
  let unary: [UInt8] = [0, 1, 0x01, 5, 0, 0]
  let stream: [UInt8] = [0, 3, 0x21, 1, 3, 0x03, 1, 3, 0x53, 5, 0, 0]
  let late: [UInt8] = [0, 5, 0x81, 0, 7, 0x81, 6, 255, 0, 5, 0, 0]
  let full: [UInt8] = (0..<8).flatMap { [0, $0 * 2 + 1, 0x01] }
  let cancelled: [UInt8] = [0, 9, 0xC1, 7, 0, 0, 4, 9, 0x01]
  let draining: [UInt8] = [8, 1, 0, 0, 11, 0x01]
  return [
    unary, stream, late, full, cancelled, draining,
    unary + stream + late + full + cancelled + draining,
  ]
}()
