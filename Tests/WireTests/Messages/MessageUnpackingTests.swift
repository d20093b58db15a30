import TestTraffic
import Testing

@testable import Wire

struct MessageUnpackingTests {
  @Test func `a message cut at any byte is malformed`() {
    let whole = Ttrpc.Response(
      status: .init(code: 3, message: "no", details: [.init(typeURL: "t/x", value: [1, 2])])
    ).packed()
    for count in 1..<whole.count {
      #expect(throws: UnpackError.malformed) {
        try Ttrpc.Response(unpacking: Array(whole.prefix(count)))
      }
    }
  }

  @Test func `whatever the bytes are, a message or an error comes of them`() {
    var random = SeededGenerator(seed: 42)
    let samples = MessageSamples.all.map { $0.packed() }
    for type in MessageTypes.all + [EngramTest.Lists.self, EngramTest.Choice.self] {
      for var bytes in samples {
        for _ in 0..<3 where !bytes.isEmpty {
          let index = Int.random(in: bytes.indices, using: &random)
          bytes[index] = .random(in: .min ... .max, using: &random)
        }
        guard let message = try? type.init(unpacking: bytes) else { continue }
        #expect((try? type.init(unpacking: message.packed())) != nil)
      }
    }
  }

  @Test func `fields that the type does not have are ignored`() throws {
    let message = EngramV1.GetUserRequest(organizationID: "o", userID: "u")
    let unknown: [UInt8] = [0xF8, 0x07, 1] + [0xFA, 0x07, 2, 0, 0] + [0xFD, 0x07, 1, 2, 3, 4]
    #expect(try EngramV1.GetUserRequest(unpacking: unknown + message.packed() + unknown) == message)
  }

  @Test func `a number that an enum has no name for is kept`() throws {
    let message = EngramV1.Message(role: .unrecognized(99))
    #expect(message.packed() == [0x18, 99])
    #expect(try EngramV1.Message(unpacking: message.packed()) == message)
    #expect(EngramV1.Role(rawValue: 2) == .user)
    #expect(EngramV1.Role(rawValue: -5) == .unrecognized(-5))
  }

  @Test func `a field of another wire type is malformed`() {
    #expect(throws: UnpackError.malformed) {
      try EngramV1.GetUserRequest(unpacking: [0x08, 1])
    }
  }

  @Test func `the last of several values counts, and the last field of a oneof`() throws {
    let twice: [UInt8] = [0x0A, 1, 0x61, 0x0A, 1, 0x62]
    #expect(try EngramV1.GetUserRequest(unpacking: twice).organizationID == "b")
    let textThenNumber: [UInt8] = [0x12, 1, 0x61, 0x28, 5]
    #expect(try EngramTest.Choice(unpacking: textThenNumber).chosenValue == .number(5))
    let numberThenInner: [UInt8] = [0x28, 5, 0x42, 2, 0x08, 1]
    #expect(
      try EngramTest.Choice(unpacking: numberThenInner).chosenValue == .inner(.init(number: 1)))
  }

  @Test func `of a message that comes twice, lists are joined and numbers are the second's`() throws
  {
    let first: [UInt8] = [0x8A, 1, 4, 0x08, 1, 0x12, 0]
    let second: [UInt8] = [0x8A, 1, 2, 0x12, 0]
    let message = try EngramTest.Scalars(unpacking: first + second)
    #expect(message.inner == .init(number: 0, cores: [.init(), .init()]))
  }

  @Test func `repeated numbers are read packed and one by one`() throws {
    #expect(try EngramTest.Lists(unpacking: [0x0A, 2, 1, 2, 0x08, 3]).int32 == [1, 2, 3])
  }
}
