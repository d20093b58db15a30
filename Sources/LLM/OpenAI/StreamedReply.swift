import Foundation
import HTTPClient

/// Reads a chat completion as it arrives.
struct StreamedReply {
  private static let maxEventBytes = 4 << 20

  let attempt: ChatAttempt
  private let body: HTTPStream
  private var parser = EventStreamParser(maxBytes: maxEventBytes)
  private var events: ArraySlice<EventStreamParser.Event> = []
  private var assembly: ReplyAssembly
  private var isDone = false

  init(_ body: HTTPStream, _ attempt: ChatAttempt, maxBytes: Int) {
    self.attempt = attempt
    self.body = body
    assembly = ReplyAssembly(maxBytes: maxBytes)
  }

  /// What has come by now.
  var reply: ChatReply { assembly.reply(asked: attempt.model) }

  /// Waits until the reply itself begins; its first text, which may be empty.
  mutating func begin() async throws -> String {
    while let piece = try await nextPiece() {
      if !piece.isEmpty || assembly.hasBegun { return piece }
    }
    return ""
  }

  /// The next text, not empty; `nil` when the reply is whole.
  mutating func next() async throws -> String? {
    while let piece = try await nextPiece() {
      if !piece.isEmpty { return piece }
    }
    return nil
  }

  /// The text of the next event, which may be empty; `nil` when the reply is whole.
  private mutating func nextPiece() async throws -> String? {
    while !isDone {
      if let event = events.popFirst() { return try read(event) }
      guard let bytes = try await body.next() else {
        isDone = true
        guard assembly.isComplete else {
          throw attempt.general.error(.unavailable, "the reply broke off in the middle")
        }
        return nil
      }
      do { events = try parser.feed(bytes)[...] } catch {
        throw attempt.general.error(.invalidResponse, "an event of the reply is too long")
      }
    }
    return nil
  }

  private mutating func read(_ event: EventStreamParser.Event) throws(LLMError) -> String? {
    guard event.data != Array("[DONE]".utf8) else {
      isDone = true
      body.leave()
      return nil
    }
    guard let chunk = try? JSONDecoder().decode(ChatChunk.self, from: Data(event.data)) else {
      throw attempt.general.error(
        .invalidResponse, "an event of the reply is not one of the chat completions API")
    }
    guard !chunk.isError, event.type != "error" else { throw attempt.error(inside: event.data) }
    do { return try assembly.add(chunk) } catch {
      throw attempt.general.error(.invalidResponse, error.reason)
    }
  }
}

extension ChatAttempt {
  /// What an error means that a provider sends in place of the rest of a reply.
  fileprivate func error(inside data: [UInt8]) -> LLMError {
    let word = ErrorReply(data)?.word
    let code: LLMError.Code =
      switch word {
      case "rate_limit_exceeded"?, "rate_limit_error"?, "insufficient_quota"?: .rateLimited
      case "context_length_exceeded"?, "invalid_request_error"?: .inputRefused
      default: .unavailable
      }
    let shown = word.map { " (\($0))" } ?? ""
    return general.error(code, "the provider gave up while it answered\(shown)")
  }
}
