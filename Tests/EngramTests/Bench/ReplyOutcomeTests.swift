import Testing
import Wire

@testable import Engram

/// Reading how a call ended without unpacking its reply.
struct ReplyOutcomeTests {
  private func peek(_ bytes: [UInt8]) -> ReplyOutcome {
    unsafe ReplyOutcome(peekingInto: bytes.span.bytes)
  }

  @Test func `a reply without a status, or with code 0, succeeded`() {
    #expect(peek([]) == .ok)
    #expect(peek(Ttrpc.Response(payload: Array(repeating: 1, count: 300)).packed()) == .ok)
    #expect(peek(Ttrpc.Response(status: .init(message: "fine"), payload: [1]).packed()) == .ok)
  }

  @Test(arguments: StatusCode.allCases)
  func `the code is found`(_ code: StatusCode) {
    let status = RPCStatus(code, "why", details: [.errorInfo(reason: "BUSY")])
    let outcome = peek(Ttrpc.Response(status: status.wire).packed())
    #expect(outcome == ReplyOutcome(code: code))
  }

  @Test func `a hint when to come back is found among other details`() {
    let status = RPCStatus(
      .resourceExhausted, "busy",
      details: [.errorInfo(reason: "BUSY"), .retryInfo(.milliseconds(5))])
    let outcome = peek(Ttrpc.Response(status: status.wire).packed())
    #expect(outcome == ReplyOutcome(code: .resourceExhausted, hasRetryInfo: true))
  }

  @Test func `what is cut off anywhere is never taken for another failure`() {
    let status = RPCStatus(.resourceExhausted, "busy", details: [.retryInfo(.seconds(1))])
    let whole = Ttrpc.Response(status: status.wire).packed()
    for length in 1..<whole.count {
      #expect(peek(Array(whole[..<length])).code == .internal)
    }
  }

  @Test func `fields that nobody knows are passed over`() {
    // Field 15 as a varint, field 14 as 8 bytes, field 13 as 4 bytes, field 12 as 2 bytes.
    let unknown: [UInt8] =
      [0x78, 0x85, 0x01, 0x71] + Array(repeating: 0, count: 8)
      + [0x6D, 0, 0, 0, 0, 0x62, 2, 0, 0]
    let status = Ttrpc.Response(status: RPCStatus(.notFound, "x").wire).packed()
    #expect(peek(unknown + status) == ReplyOutcome(code: .notFound))
    #expect(peek(unknown) == .ok)
  }
}
