import Testing

@testable import Wire

struct MessageBudgetTests {
  /// As many elements of two bytes as a frame can hold: the tag of a field and a length of 0.
  private static func emptyElements(tag: UInt8) -> [UInt8] {
    (0..<WireLimits.maxFrameBytes).map { $0 % 2 == 0 ? tag : 0 }
  }

  @Test(
    arguments: [
      (EngramV1.AddMessagesRequest.self, 0x1A), (EngramV1.DeleteMessagesRequest.self, 0x1A),
      (EngramV1.GetUserRequest.self, 0x7A), (EngramTest.Lists.self, 0x7A),
    ] as [(any WireMessage.Type, UInt8)])
  func `a frame full of empty elements is over budget`(
    type: any WireMessage.Type, tag: UInt8
  ) {
    #expect(throws: UnpackError.overBudget) {
      try type.init(unpacking: Self.emptyElements(tag: tag))
    }
  }

  @Test func `the largest request there can be is within budget`() throws {
    let content = String(repeating: "x", count: 4_000)
    let request = EngramV1.AddMessagesRequest(
      organizationID: "o", conversationID: "c",
      messages: Array(repeating: .init(role: .user, content: content), count: 1_000))
    #expect(try EngramV1.AddMessagesRequest(unpacking: request.packed()) == request)
  }

  @Test func `the budget counts the Swift values as well as the C structs`() throws {
    let message = Ttrpc.Request(payload: Array(repeating: 1, count: 100_000))
    let bytes = message.packed()
    #expect(throws: UnpackError.overBudget) {
      try Ttrpc.Request(unpacking: bytes, budget: 150_000)
    }
    #expect(try Ttrpc.Request(unpacking: bytes, budget: 250_000) == message)
  }

  /// Every allocation in turn is the one that fails.
  @Test func `whatever the budget, a message or over budget comes of it`() throws {
    let message = EngramTest.Lists(
      int32: Array(0..<40), string: ["a", "b"], bytes: [[1]],
      inner: [.init(cores: [.init(text: "x")])])
    let choice = EngramTest.Choice(chosenValue: .inner(.init(cores: [.init(text: "y")])))
    for budget in 0..<4_096 {
      do throws(UnpackError) {
        #expect(try EngramTest.Lists(unpacking: message.packed(), budget: budget) == message)
        #expect(try EngramTest.Choice(unpacking: choice.packed(), budget: budget) == choice)
      } catch {
        #expect(error == .overBudget)
      }
    }
    #expect(try EngramTest.Lists(unpacking: message.packed(), budget: 4_096) == message)
  }

  @Test func `an arena cuts pieces that are aligned and apart`() {
    let arena = MessageArena(expectedBytes: 0)
    var last: UInt = 0
    for size in [1, 8, 500, 3, 1 << 21, 5, 0, 700] {
      let piece = unsafe UInt(bitPattern: arena.take(size))
      #expect(piece % 8 == 0)
      #expect(piece != last)
      last = size == 0 ? 0 : piece
    }
  }

  @Test func `an arena refuses everything once it has refused something`() {
    let arena = MessageArena(expectedBytes: 0, budget: 100)
    #expect(arena.charge(100))
    #expect(!arena.isOverBudget)
    #expect(!arena.charge(1))
    #expect(arena.isOverBudget)
    #expect(!arena.charge(0))
  }
}
