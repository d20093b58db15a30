import Foundation
import HTTPClient

/// `Tests/OpenAIServer/openai_server.py` as a process of its own: it speaks OpenAI's API, and fails as
/// a test tells it to.
///
/// It ends with `stop`, with this object, and with the test process, whatever ends that.
public final class OpenAIServer: Sendable {
  /// Such as `http://127.0.0.1:40000/v1`.
  public let baseURL: String
  private let control: String
  private let process: Process
  private let input: Pipe
  private let client: HTTPClient

  /// Starts one that asks for `key`, or for none.
  public static func start(key: String? = nil) async throws -> OpenAIServer {
    try await withCheckedThrowingContinuation { continuation in
      // Waits for its first line on a thread of its own: the tests' few are for what does not block.
      Thread {
        continuation.resume(with: Result { try OpenAIServer(key: key) })
      }.start()
    }
  }

  private init(key: String?) throws {
    process = Process()
    input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", Self.script, "--exit-with-stdin"] + (key.map { ["--key", $0] } ?? [])
    process.standardInput = input
    process.standardOutput = output
    // Another program that is started meanwhile must not hold it open.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = UInt16(line.trimmingCharacters(in: .newlines)) else {
      kill(process.processIdentifier, SIGKILL)
      throw CocoaError(.executableLoad)
    }
    baseURL = "http://127.0.0.1:\(port)/v1"
    control = "http://127.0.0.1:\(port)/control"
    client = try HTTPClient()
  }

  deinit { stop() }

  /// Ends it; its port refuses connections soon after.
  public func stop() {
    client.shutdown()
    // A process that was started on a thread that blocks signals does not see the others.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Waits until it has ended.
  public func stopAndWait() async throws {
    stop()
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
  }

  /// Changes how it behaves; what is not named stays as it is.
  public func set(_ behaviour: OpenAIBehaviour) async throws {
    let body = Array(try JSONEncoder().encode(behaviour))
    let reply = try await client.send(HTTPRequest(.post, control, body: body))
    guard reply.status == 200 else { throw CocoaError(.featureUnsupported) }
  }

  /// What it has counted since it was started.
  public func counters() async throws -> OpenAICounters {
    let reply = try await client.send(HTTPRequest(.get, control))
    return try JSONDecoder().decode(OpenAICounters.self, from: Data(reply.body))
  }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "OpenAIServer/openai_server.py").path
}
