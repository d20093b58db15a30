import Foundation
import TestSupport
import TestTraffic
import Testing
import Wire

/// Requests of one frame that would take many times its size in memory.
@Suite struct MemoryBombTests {
  /// What the server may need at its peak for one such request: the budget of a message, and the
  /// frame as it is read, as it is cut out, and twice as the payload of its envelope.
  private static let peakGrowthBytes = WireLimits.unpackBudget + 6 * WireLimits.maxFrameBytes
  private static let repetitions = 4

  private enum Bomb: String, CaseIterable {
    case messages = "2 million empty messages to append"
    case ids = "2 million empty ids to delete"
    case unknown = "2 million fields that the request does not have"
    case metadata = "2 million empty metadata entries"

    /// The data of a Request frame.
    var request: [UInt8] {
      switch self {
      case .messages: Self.conversationCall("AddMessages", filledWith: 0x1A)
      case .ids: Self.conversationCall("DeleteMessages", filledWith: 0x1A)
      case .unknown: Self.conversationCall("GetConversation", filledWith: 0x7A)
      case .metadata:
        Ttrpc.Request(service: Self.service, method: "AddMessages").packed()
          + Self.emptyElements(tag: 0x2A)
      }
    }

    private static let service = "engram.v1.ConversationService"

    private static func conversationCall(_ method: String, filledWith tag: UInt8) -> [UInt8] {
      Ttrpc.Request(service: service, method: method, payload: emptyElements(tag: tag)).packed()
    }

    /// As many elements of two bytes as fit a frame beside an envelope: a tag, and a length of 0.
    private static func emptyElements(tag: UInt8) -> [UInt8] {
      var elements: [UInt8] = [tag, 0]
      while elements.count < WireLimits.maxFrameBytes { elements += elements }
      return Array(elements.dropLast(128))
    }
  }

  @Test func `a frame made to explode in memory is refused within its budget`() async throws {
    let database = try await TestDatabase.empty()
    let serve = try ServeProcess(options: ["--database-url", database.url])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()
    let usage = ProcessUsage(processID: serve.process.processIdentifier)
    let socket = serve.socketPath
    try await onThread {
      let connection = try RawConnection(toUnixSocket: socket)
      #expect(try connection.answer(to: Self.healthCheck, on: 1).code == .ok)
      let before = try usage.peakBytes()
      for bomb in Bomb.allCases {
        let request = bomb.request
        for repetition in 0..<Self.repetitions {
          let status = try connection.answer(to: request, on: UInt32(2 * repetition + 3))
          #expect(status.code == .resourceExhausted, "\(bomb.rawValue): \(status)")
        }
        let growth = try usage.peakBytes() - before
        print("memory bomb: \(bomb.rawValue): peak grew by \(growth) bytes")
        #expect(growth < Self.peakGrowthBytes * TestRoom.factor, "\(bomb.rawValue)")
      }
      #expect(try connection.answer(to: Self.healthCheck, on: 1).code == .ok)
    }
    #expect(try await serve.end(SIGTERM) == 0)
    try await database.drop()
  }

  private static let healthCheck =
    Ttrpc.Request(service: "grpc.health.v1.Health", method: "Check").packed()
}

extension RawConnection {
  struct NoAnswer: Error {}

  /// Makes a unary call on a connection without any others, and returns how it ended.
  fileprivate func answer(to request: [UInt8], on streamID: UInt32) throws -> RPCStatus {
    let header = FrameHeader(
      length: UInt32(request.count), streamID: streamID, type: .request)
    var answer: FrameFeeder.Frame?
    try write(header.bytes + request) { answer = $0 }
    try read(until: { answer != nil }) { answer = $0 }
    guard let answer, answer.header.streamID == streamID else { throw NoAnswer() }
    let status = try Ttrpc.Response(unpacking: answer.data).status
    return RPCStatus(status ?? GoogleRpc.Status())
  }
}
