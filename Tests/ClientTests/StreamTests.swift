import NIOCore
import Synchronization
import Testing
import Wire

@testable import Client

@Suite(.timeLimit(.minutes(1)))
struct StreamTests {
  private static func client(
    of server: FakeServer, _ change: (inout ClientConfiguration) -> Void = { _ in }
  ) async throws -> EngramClient {
    var configuration = ClientConfiguration()
    change(&configuration)
    return try await EngramClient.connect(to: server.endpoint, configuration: configuration)
  }

  /// Everything a stream brings, and how it failed if it did.
  private static func collect<Message>(
    _ replies: Replies<Message>
  ) async -> (messages: [Message], error: RPCStatus?) {
    var messages: [Message] = []
    do throws(RPCStatus) {
      for try await message in replies { messages.append(message) }
      return (messages, nil)
    } catch {
      return (messages, error)
    }
  }

  private static let serving = GrpcHealthV1.HealthCheckResponse(status: .serving)
  private static let notServing = GrpcHealthV1.HealthCheckResponse(status: .notServing)

  @Test func `replies come in order, and the stream ends as ttrpc says`() async throws {
    let server = try await FakeServer.start { call in
      call.message(Self.serving)
      call.message(Self.notServing)
      call.message(GrpcHealthV1.HealthCheckResponse())
      call.end()
    }
    let client = try await Self.client(of: server)
    let outcome = await Self.collect(client.health.watch(.init()))
    #expect(outcome.messages.map(\.status) == [.serving, .notServing, .unknown])
    #expect(outcome.error == nil)
    #expect(server.requests.first?.timeoutNano == 0)
  }

  @Test func `a message on the closing frame counts`() async throws {
    let server = try await FakeServer.start { $0.message(Self.serving, flags: .remoteClosed) }
    let client = try await Self.client(of: server)
    let outcome = await Self.collect(client.health.watch(.init()))
    #expect(outcome.messages == [Self.serving])
    #expect(outcome.error == nil)
  }

  @Test func `a response without an error ends a stream too`() async throws {
    let server = try await FakeServer.start { call in
      call.message(Self.serving)
      call.send(.response, Ttrpc.Response().packed())
    }
    let client = try await Self.client(of: server)
    let outcome = await Self.collect(client.health.watch(.init()))
    #expect(outcome.messages == [Self.serving])
    #expect(outcome.error == nil)
  }

  @Test func `an error after messages is thrown after them`() async throws {
    let server = try await FakeServer.start { call in
      call.message(Self.serving)
      call.fail(RPCStatus(.notFound, "gone"))
    }
    let client = try await Self.client(of: server)
    let outcome = await Self.collect(client.health.watch(.init()))
    #expect(outcome.messages == [Self.serving])
    #expect(outcome.error == RPCStatus(.notFound, "gone"))
  }

  @Test func `a lost connection is UNAVAILABLE, after what had arrived`() async throws {
    let server = try await FakeServer.start { call in
      call.message(Self.serving)
      call.channel.close(promise: nil)
    }
    let client = try await Self.client(of: server)
    let outcome = await Self.collect(client.health.watch(.init()))
    #expect(outcome.messages == [Self.serving])
    #expect(outcome.error?.code == .unavailable)
  }

  @Test func `leaving the loop early cancels on the server`() async throws {
    let server = try await FakeServer.start { $0.message(Self.serving) }
    let client = try await Self.client(of: server)
    for try await _ in client.health.watch(.init()) { break }
    try await server.waitForRequests(2)
    #expect(server.requests[1].method == "Cancel")
  }

  @Test func `a cancelled reader ends with CANCELLED`() async throws {
    let server = try await FakeServer.start { _ in }
    let client = try await Self.client(of: server)
    let task = Task { await Self.collect(client.health.watch(.init())) }
    try await server.waitForRequests(1)
    task.cancel()
    #expect(await task.value.error?.code == .cancelled)
  }

  @Test func `a stream's own deadline ends it`() async throws {
    let server = try await FakeServer.start { _ in }
    let client = try await Self.client(of: server)
    let options = CallOptions(timeout: .milliseconds(50))
    let outcome = await Self.collect(client.health.watch(.init(), options: options))
    #expect(outcome.error?.code == .deadlineExceeded)
  }

  @Test func `a slow reader stops the server, not the stream`() async throws {
    let written = Flood(count: 500)
    let server = try await FakeServer.start { written.send(on: $0) }
    let client = try await Self.client(of: server) { $0.streamBufferBytes = 256 << 10 }
    var received = 0
    for try await page in Flood.stream(of: client) {
      received += 1
      if received == 1 { try await Task.sleep(for: .milliseconds(300)) }
      if received == 1 { #expect(written.count < 400) }
      #expect(page.title.utf8.count == Flood.messageBytes)
    }
    #expect(received == 500)
  }

  @Test func `a reader that keeps other calls waiting loses its stream`() async throws {
    let written = Flood(count: 500)
    let server = try await FakeServer.start { call in
      if call.request.method == "GetConversation" {
        written.send(on: call)
      } else {
        call.reply(Self.serving)
      }
    }
    let client = try await Self.client(of: server) {
      $0.streamBufferBytes = 256 << 10
      $0.streamStallLimit = .milliseconds(100)
    }
    var received = 0
    let error = await #expect(throws: RPCStatus.self) {
      for try await _ in Flood.stream(of: client) {
        received += 1
        if received == 1 {
          try await Task.sleep(for: .milliseconds(200))
          #expect(try await client.health.check(.init()) == Self.serving)
        }
      }
    }
    #expect(error?.code == .resourceExhausted)
    #expect(received < 500)
  }
}

/// A stream of long messages, each sent when the one before has left the server.
private final class Flood: Sendable {
  static let messageBytes = 64 << 10

  private let total: Int
  private let sent = Atomic(0)

  init(count: Int) { total = count }

  /// How many messages have left the server.
  var count: Int { sent.load(ordering: .relaxed) }

  /// `GetConversation`, called as if it were a stream.
  static func stream(of client: EngramClient) -> Replies<EngramV1.Conversation> {
    client.serverStreaming(
      RemoteMethod(
        service: "engram.v1.ConversationService", name: "GetConversation", isIdempotent: true),
      EngramV1.GetConversationRequest())
  }

  func send(on call: FakeCall) {
    guard count < total else { return call.end() }
    let title = String(repeating: "x", count: Self.messageBytes)
    let frame = call.frame(.data, EngramV1.Conversation(title: title).packed())
    call.channel.writeAndFlush(ByteBuffer(bytes: frame)).whenSuccess {
      self.sent.wrappingAdd(1, ordering: .relaxed)
      self.send(on: call)
    }
  }
}
