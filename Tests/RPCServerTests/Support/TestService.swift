import NIOPosix
import Synchronization
import Wire

@testable import RPCServer

/// A service whose methods do what tests need, on messages that exist anyway.
struct TestService {
  typealias Note = EngramV1.Organization

  /// What happened in the handlers.
  final class Record: Sendable {
    private let entries = Mutex<[String]>([])

    var all: [String] { entries.withLock { $0 } }

    func add(_ entry: String) { entries.withLock { $0.append(entry) } }

    func count(of entry: String) -> Int { all.count { $0 == entry } }

    /// Waits until `entry` was added `count` times; false when that takes too long.
    func has(_ entry: String, count: Int = 1) async throws -> Bool {
      let deadline = ContinuousClock.now + .seconds(30)
      while self.count(of: entry) < count {
        if ContinuousClock.now > deadline { return false }
        try await Task.sleep(for: .milliseconds(1))
      }
      return true
    }
  }

  let record = Record()

  static let name = "test.Test"

  var definition: ServiceDefinition {
    ServiceDefinition(
      Self.name,
      [
        .unary("Echo") { (note: Note, _) in note },
        .unary("Closed") { (note: Note, _) in
          record.add("let in")
          return note
        },
        .unary("AtOnce") { (_: Note, _) -> Note in throw Failure(code: "not at once") },
        .unary("Wait") { (note: Note, call) in try await wait(note, call) },
        .unary("Hold") { (note: Note, _) in
          record.add("held")
          _ = try await record.has("released")
          return note
        },
        .unary("Fail") { (note: Note, _) -> Note in throw Failure(code: note.displayName) },
        .unary("Grow") { (note: Note, _) in
          Note(metadataJSON: String(repeating: "x", count: Int(note.displayName) ?? 0))
        },
        .unary("GrowLater") { (note: Note, _) in
          try await Task.sleep(for: .milliseconds(200))
          record.add("grown")
          return Note(metadataJSON: String(repeating: "x", count: Int(note.displayName) ?? 0))
        },
        .unary("Describe") { (_: Note, call) in
          Note(
            organizationID: call.requestID, displayName: call.method,
            metadataJSON: call.metadata.values(of: "tag").joined(separator: ","))
        },
        .unary("Threads") { (_: Note, _) in Note(displayName: try await Self.visitedLoops()) },
        .serverStreaming("Count") { (note: Note, call, replies: ReplyStream<Note>) in
          try await count(note, replies)
        },
        .serverStreaming("WaitStream") { (note: Note, call, _: ReplyStream<Note>) in
          _ = try await wait(note, call)
        },
        .serverStreaming("GrowStream") { (note: Note, _, replies: ReplyStream<Note>) in
          try await replies.send(Note(displayName: "first"))
          try await replies.send(
            Note(metadataJSON: String(repeating: "x", count: Int(note.displayName) ?? 0)))
        },
      ]
    ).changing("Closed") { method in
      method.gate = { Self.closed }
    }.changing("AtOnce") { method in
      method.answerAtOnce { (note: Note, call) in
        if note.displayName.isEmpty { throw RPCStatus(.failedPrecondition, "nothing to say") }
        return Note(organizationID: call.requestID, displayName: note.displayName)
      }
    }
  }

  /// What the gate of `Closed` says, always.
  static let closed = RPCStatus(.resourceExhausted, "full", details: [.retryInfo(.seconds(1))])

  private struct Failure: Error { let code: String }

  /// Waits for good, or as many milliseconds as the note's display name says.
  private func wait(_ note: Note, _ call: CallContext) async throws -> Note {
    record.add("waiting")
    do {
      try await Task.sleep(for: .milliseconds(Int(note.displayName) ?? 1_000_000))
      record.add("waited")
      return note
    } catch {
      record.add("cancelled")
      throw error
    }
  }

  /// Sends notes of the size that the metadata says, as many as the display name says.
  private func count(_ note: Note, _ replies: ReplyStream<Note>) async throws {
    let filling = String(repeating: "x", count: Int(note.metadataJSON) ?? 0)
    do {
      for number in 0..<(Int(note.displayName) ?? 0) {
        try await replies.send(Note(displayName: "\(number)", metadataJSON: filling))
        record.add("sent")
      }
    } catch {
      record.add("stopped")
      throw error
    }
  }

  /// How many different event loops a handler that waits for nothing sees on its way.
  private static func visitedLoops() async throws -> String {
    var seen = [loopName()]
    seen.append(await nested())
    seen.append(await Counter().next())
    async let child = nested()
    seen.append(await child)
    await Task.yield()
    seen.append(loopName())
    return Set(seen).sorted().joined(separator: ",")
  }

  private static func nested() async -> String { loopName() }

  private static func loopName() -> String {
    MultiThreadedEventLoopGroup.currentEventLoop.map { "\(ObjectIdentifier($0))" } ?? "no loop"
  }

  private actor Counter {
    func next() -> String { TestService.loopName() }
  }
}
