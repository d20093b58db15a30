import FuzzSupport
import TestTraffic

@testable import Wire

/// Whatever the bytes are, a message that comes of them survives being packed and written as JSON.
///
/// Byte 0 of the input chooses the type, the rest is to be unpacked.
@_cdecl("LLVMFuzzerTestOneInput")
public func testMessages(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe fuzzInput(start, count)
  guard let choice = input.first else { return 0 }
  MessageCheck.check(Array(input.dropFirst()), as: messageType(choice))
  return 0
}

@_cdecl("LLVMFuzzerInitialize")
public func initializeMessages(
  _: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  SeedCorpus.writeIfAsked(seeds)
  return 0
}

private func messageType(_ choice: UInt8) -> any WireMessage.Type {
  MessageTypes.all[Int(choice) % MessageTypes.all.count]
}

/// Every sample as its own type; and full of empty elements, which take most memory for their size.
private var seeds: [[UInt8]] {
  MessageSamples.all.flatMap { sample -> [[UInt8]] in
    let name = type(of: sample).protoName
    guard let index = MessageTypes.all.firstIndex(where: { $0.protoName == name }) else {
      return []
    }
    let choice = UInt8(index)
    return [[choice] + sample.packed(), [choice] + (0..<400).map { $0 % 2 == 0 ? 0x1A : 0 }]
  }
}
