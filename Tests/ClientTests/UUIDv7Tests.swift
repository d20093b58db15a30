import Foundation
import Testing

@testable import Client

struct UUIDv7Tests {
  /// The example of RFC 9562, appendix A.6.
  @Test func `time, version, variant and random bits are where RFC 9562 has them`() {
    let text = UUIDv7.text(
      milliseconds: 0x017F_22E2_79B0, high: 0xCC3, low: 0x18C4_DC0C_0C07_398F)
    #expect(text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
  }

  @Test func `leading zeros are kept`() {
    let text = UUIDv7.text(milliseconds: 1, high: 0, low: 0)
    #expect(text == "00000000-0001-7000-8000-000000000000")
  }

  @Test func `ids are UUIDs, differ, and those made later sort later`() async throws {
    let first = UUIDv7.next()
    try await Task.sleep(for: .milliseconds(2))
    let second = UUIDv7.next()
    #expect(UUID(uuidString: first) != nil)
    #expect(first < second)
    #expect(Set((0..<1_000).map { _ in UUIDv7.next() }).count == 1_000)
  }
}
