import TestSupport
import Testing

struct SharedStackTests {
  @Test func `every test database is another one`() async throws {
    let first = try await TestDatabase.empty()
    let second = try await TestDatabase.empty()
    #expect(first.url != second.url)
    try await first.drop()
    try await second.drop()
    await #expect(throws: (any Error).self) { try await second.drop() }
  }
}
