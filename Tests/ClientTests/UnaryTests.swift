import Foundation
import NIOCore
import Synchronization
import Testing
import Wire

@testable import Client

@Suite(.timeLimit(.minutes(1)))
struct UnaryTests {
  private static let serving = GrpcHealthV1.HealthCheckResponse(status: .serving)

  /// A client of `server` that repeats calls soon.
  private static func client(
    of server: FakeServer, _ change: (inout ClientConfiguration) -> Void = { _ in }
  ) async throws -> EngramClient {
    var configuration = ClientConfiguration()
    configuration.retry.initialBackoff = .milliseconds(1)
    change(&configuration)
    return try await EngramClient.connect(to: server.endpoint, configuration: configuration)
  }

  @Test func `a call carries service, method, time left, metadata and a request id`() async throws {
    let server = try await FakeServer.start { $0.reply(Self.serving) }
    let client = try await Self.client(of: server)
    let reply = try await client.health.check(
      .init(service: "x"),
      options: CallOptions(
        timeout: .seconds(5), metadata: [Ttrpc.KeyValue(key: "team", value: "ä")]))
    #expect(reply == Self.serving)
    let request = try #require(server.requests.first)
    #expect(request.service == "grpc.health.v1.Health")
    #expect(request.method == "Check")
    #expect(try GrpcHealthV1.HealthCheckRequest(unpacking: request.payload).service == "x")
    #expect((4_000_000_000...5_000_000_000).contains(request.timeoutNano))
    #expect(request.metadata.map(\.key) == ["team", "request-id"])
    #expect(request.metadata.first?.value == "ä")
  }

  @Test func `a request id of the caller's is sent as it is`() async throws {
    let server = try await FakeServer.start { $0.reply(Self.serving) }
    let client = try await Self.client(of: server)
    let id = Ttrpc.KeyValue(key: "request-id", value: "mine")
    _ = try await client.health.check(.init(), options: CallOptions(metadata: [id]))
    #expect(server.requests.first?.metadata == [id])
  }

  @Test func `calls of many tasks share one connection, answered in any order`() async throws {
    let held = Mutex<[FakeCall]>([])
    let server = try await FakeServer.start { call in
      let ready = held.withLock { held -> [FakeCall] in
        held.append(call)
        return held.count == 200 ? held : []
      }
      for call in ready.reversed() {
        call.reply(EngramV1.Conversation(title: call.requestID ?? ""))
      }
    }
    let client = try await Self.client(of: server)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let id = Ttrpc.KeyValue(key: "request-id", value: "\(number)")
          let options = CallOptions(metadata: [id])
          let reply = try await client.conversations.getConversation(.init(), options: options)
          return reply.title == "\(number)"
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(server.connectionCount == 1)
  }

  @Test func `a reply that arrives byte by byte is read`() async throws {
    let server = try await FakeServer.start { call in
      for byte in call.frame(.response, Ttrpc.Response(payload: Self.serving.packed()).packed()) {
        call.channel.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
      }
    }
    let client = try await Self.client(of: server)
    #expect(try await client.health.check(.init()) == Self.serving)
  }

  @Test func `a failed call throws code, message and details`() async throws {
    let status = RPCStatus(
      .invalidArgument, "no such role",
      details: [
        .badRequest([FieldViolation(field: "messages[2].role", description: "unknown")]),
        .errorInfo(reason: "ROLE"),
      ])
    let server = try await FakeServer.start { $0.fail(status) }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) {
      try await client.conversations.addMessages(.init())
    }
    #expect(error == status)
    #expect(server.requests.count == 1)
  }

  @Test func `a create that loses its connection is repeated with the same id`() async throws {
    let attempts = Atomic(0)
    let server = try await FakeServer.start { call in
      if attempts.wrappingAdd(1, ordering: .relaxed).newValue < 3 {
        call.channel.close(promise: nil)
      } else {
        call.reply(EngramV1.Conversation(title: "there"))
      }
    }
    let client = try await Self.client(of: server)
    let made = try await client.conversations.createConversation(.init(organizationID: "acme"))
    #expect(made.title == "there")
    let ids = try server.requests.map {
      try EngramV1.CreateConversationRequest(unpacking: $0.payload).conversationID
    }
    #expect(ids.count == 3)
    #expect(Set(ids).count == 1)
    #expect(UUID(uuidString: ids[0]) != nil)
    #expect(server.connectionCount == 3)
  }

  @Test func `an append gives ids to the messages that have none`() async throws {
    let server = try await FakeServer.start { $0.reply(EngramV1.AddMessagesResponse()) }
    let client = try await Self.client(of: server)
    let own = "0b1f1d0e-0000-4000-8000-000000000001"
    _ = try await client.conversations.addMessages(
      .init(messages: [.init(content: "a"), .init(messageID: own), .init(content: "c")]))
    let sent = try EngramV1.AddMessagesRequest(
      unpacking: try #require(server.requests.first).payload)
    #expect(sent.messages[1].messageID == own)
    #expect(Set(sent.messages.map(\.messageID)).count == 3)
    #expect(sent.messages.allSatisfy { UUID(uuidString: $0.messageID) != nil })
  }

  @Test func `a delete that loses its connection is not repeated`() async throws {
    let server = try await FakeServer.start { $0.channel.close(promise: nil) }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) {
      try await client.conversations.deleteConversation(.init())
    }
    #expect(error?.code == .unavailable)
    #expect(server.requests.count == 1)
  }

  @Test func `RetryInfo of the server is waited for`() async throws {
    let attempts = Atomic(0)
    let server = try await FakeServer.start { call in
      if attempts.wrappingAdd(1, ordering: .relaxed).newValue == 1 {
        let details = [StatusDetail.retryInfo(.milliseconds(200))]
        call.fail(RPCStatus(.resourceExhausted, "busy", details: details))
      } else {
        call.reply(Self.serving)
      }
    }
    let client = try await Self.client(of: server)
    let elapsed = try await ContinuousClock().measure {
      _ = try await client.health.check(.init())
    }
    #expect(elapsed >= .milliseconds(200))
    #expect(server.requests.count == 2)
  }

  @Test func `a silent server ends in DEADLINE_EXCEEDED`() async throws {
    let server = try await FakeServer.start { _ in }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) {
      try await client.health.check(.init(), options: CallOptions(timeout: .milliseconds(50)))
    }
    #expect(error?.code == .deadlineExceeded)
  }

  @Test func `a cancelled task ends its call here and on the server`() async throws {
    let server = try await FakeServer.start { _ in }
    let client = try await Self.client(of: server)
    let task = Task { try await client.health.check(.init()) }
    try await server.waitForRequests(1)
    task.cancel()
    let error = await #expect(throws: RPCStatus.self) { try await task.value }
    #expect(error?.code == .cancelled)
    try await server.waitForRequests(2)
    let cancel = server.requests[1]
    #expect("\(cancel.service)/\(cancel.method)" == "engram.v1.ControlService/Cancel")
    #expect(
      try EngramV1.CancelRequest(unpacking: cancel.payload).requestID
        == server.requests[0].metadata.first?.value)
  }

  @Test func `a task cancelled before it calls sends nothing`() async throws {
    let server = try await FakeServer.start { $0.reply(Self.serving) }
    let client = try await Self.client(of: server)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await client.health.check(.init())
    }
    let error = await #expect(throws: RPCStatus.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(server.requests.isEmpty)
  }

  @Test func `a request too long for a frame is refused before it is sent`() async throws {
    let server = try await FakeServer.start { $0.reply(Self.serving) }
    let client = try await Self.client(of: server)
    let text = String(repeating: "x", count: WireLimits.maxFrameBytes)
    let error = await #expect(throws: RPCStatus.self) {
      try await client.health.check(.init(service: text))
    }
    #expect(error?.code == .resourceExhausted)
    #expect(server.requests.isEmpty)
  }

  @Test func `a reply too long for a frame fails its call alone`() async throws {
    let server = try await FakeServer.start { call in
      if call.request.method == "Check" {
        call.send(.response, [UInt8](repeating: 0, count: WireLimits.maxFrameBytes + 1))
      } else {
        call.reply(EngramV1.Conversation())
      }
    }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) { try await client.health.check(.init()) }
    #expect(error?.code == .resourceExhausted)
    _ = try await client.conversations.getConversation(.init())
    #expect(server.connectionCount == 1)
  }

  @Test func `a stream's message on a unary call fails that call alone`() async throws {
    let server = try await FakeServer.start { call in
      if call.request.method == "Check" { call.message(Self.serving) }
      call.reply(EngramV1.Conversation())
    }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) { try await client.health.check(.init()) }
    #expect(error?.code == .internal)
    _ = try await client.conversations.getConversation(.init())
    #expect(server.connectionCount == 1)
  }

  @Test func `frames of unknown streams and types are passed over`() async throws {
    let server = try await FakeServer.start { call in
      FakeCall(streamID: 4_001, request: call.request, channel: call.channel).message(Self.serving)
      FakeCall(streamID: 2, request: call.request, channel: call.channel).reply(Self.serving)
      call.send(FrameType(rawValue: 77), [1, 2, 3])
      call.reply(Self.serving)
    }
    let client = try await Self.client(of: server)
    #expect(try await client.health.check(.init()) == Self.serving)
  }

  @Test func `a server that doesn't speak ttrpc is UNAVAILABLE`() async throws {
    let server = try await FakeServer.start { call in
      let text = ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n\r\n")
      call.channel.writeAndFlush(text, promise: nil)
    }
    let client = try await Self.client(of: server)
    let error = await #expect(throws: RPCStatus.self) { try await client.health.check(.init()) }
    #expect(error?.code == .unavailable)
  }

  @Test func `nobody listening is UNAVAILABLE`() async throws {
    let endpoint = Endpoint.unix(path: "/tmp/engram-client-test-nobody.sock")
    let error = await #expect(throws: RPCStatus.self) {
      try await EngramClient.connect(to: endpoint)
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains(endpoint.description) == true)
  }

  @Test func `calls beyond the limit fail at once`() async throws {
    let server = try await FakeServer.start { _ in }
    let client = try await Self.client(of: server) { $0.maxCallsInFlight = 1 }
    let waiting = Task { try await client.health.check(.init()) }
    try await server.waitForRequests(1)
    let error = await #expect(throws: RPCStatus.self) { try await client.health.check(.init()) }
    #expect(error?.code == .resourceExhausted)
    await client.close()
    let closed = await #expect(throws: RPCStatus.self) { try await waiting.value }
    #expect(closed?.code == .cancelled)
  }

  @Test func `a Unix socket works as TCP does`() async throws {
    let path = "/tmp/engram-client-test-\(UInt32.random(in: 0...UInt32.max)).sock"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = try await FakeServer.start(on: .unix(path: path)) { $0.reply(Self.serving) }
    let client = try await Self.client(of: server)
    #expect(try await client.health.check(.init()) == Self.serving)
  }
}
