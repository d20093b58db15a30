import Testing
import Wire

/// Strings that are no text: named where they are a field, and kept out of the log.
@Suite struct InvalidTextTests {
  typealias Note = TestService.Note

  private static let notText: [[UInt8]] = [Array("A\0".utf8), [0x41, 0xFF]]

  @Test(arguments: notText)
  func `a field of the message is INVALID_ARGUMENT that names it`(text: [UInt8]) async throws {
    let payload = Self.replacing(text, in: Note(displayName: "AB").packed())
    let request = Ttrpc.Request(service: "test.Test", method: "Echo", payload: payload)
    try await expectRefusal(of: request.packed(), naming: "display_name")
  }

  @Test(arguments: notText)
  func `a field of the envelope is INVALID_ARGUMENT that names it`(text: [UInt8]) async throws {
    let request = Ttrpc.Request(service: "test.Test", method: "AB")
    try await expectRefusal(of: Self.replacing(text, in: request.packed()), naming: "method")
  }

  @Test func `a request id has no control characters in it, and is cut to 128 bytes`() async throws
  {
    try await withServer { server in
      let client = try server.connect()
      let long = String(repeating: "x", count: 1_000)
      for (sent, shown) in [
        ("a\nb\r\nc\u{1B}[31m\u{85}\u{2028}\u{202E}d", "a?b??c?[31m???d"),
        ("żółw 42", "żółw 42"),
        (long, String(long.prefix(128))),
      ] {
        try await client.call("test.Test/Describe", metadata: [("request-id", sent)])
        #expect(try await client.reply(as: Note.self).organizationID == shown)
      }
    }
  }

  /// `packed` with `text` in place of the text `AB`.
  private static func replacing(_ text: [UInt8], in packed: [UInt8]) -> [UInt8] {
    var changed = packed
    changed.replace(Array("AB".utf8), with: text)
    return changed
  }

  private func expectRefusal(of request: [UInt8], naming field: String) async throws {
    try await withServer { server in
      let client = try server.connect()
      try await client.write(.request, on: 1, request)
      let status = try await client.failure()
      #expect(status.code == .invalidArgument)
      guard case .badRequest(let violations) = status.details.first else {
        return _ = Issue.record("no field is named")
      }
      #expect(violations.map(\.field) == [field])
      try await expectAlive(client)
    }
  }
}
