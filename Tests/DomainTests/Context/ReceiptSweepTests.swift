import FoundationEssentials
import Postgres
import Testing

@testable import Domain

@Suite struct ReceiptSweepTests {
  @Test func `receipts of seven days are gone, younger ones stay`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let conversation = try await domain.conversation(in: scope)
    let writer = ReceiptWriter(lanes: domain.lanes, logger: DomainFixture.logger)
    let store = ReceiptStore(lanes: domain.lanes, writer: writer)
    let assembler = domain.contexts(writer)
    var ids: [ReceiptID] = []
    for _ in 0..<2 {
      let request = try ContextRequest(conversation: conversation)
      ids.append(try await assembler.assemble(request, in: scope).receiptID)
    }
    // What waits is written when it ends.
    let writing = Task { await writer.run() }
    writing.cancel()
    await writing.value

    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(
      Statement(
        name: "test_age",
        sql: """
          update engram.context_receipts set created_at = now() - interval '169 hours'
          where receipt_id = '\(ids[0].text)'
          """))
    await session.close()
    try await ReceiptSweep(lanes: domain.systemLanes, logger: DomainFixture.logger).sweep()
    await #expect(throws: DomainError.notFound(.receipt)) {
      try await store.get(ids[0], in: scope)
    }
    #expect(try await store.get(ids[1], in: scope).conversation == conversation)
    await domain.close()
  }
}
