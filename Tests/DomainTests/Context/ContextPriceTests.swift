import Testing

@testable import Domain

@Suite struct ContextPriceTests {
  @Test func `a context for a model counts what its provider reported, until a consolidation`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let conversation = try await domain.conversation(in: scope)
    for number in 1...20 {
      let text = "Offer \(number) of the harbour goes to Miller, who asked for it twice."
      _ = try await domain.messages.append([try message(text)], to: conversation, in: scope)
    }
    let assembler = domain.contexts(
      ReceiptWriter(lanes: domain.lanes, logger: DomainFixture.logger))
    func context(_ model: String) async throws -> AssembledContext {
      try await assembler.assemble(
        ContextRequest(conversation: conversation, budget: 400, model: model), in: scope)
    }
    func messages(_ context: AssembledContext) -> Int {
      context.sections.first { $0.section == .messages }?.items.count ?? 0
    }

    let usual = try await context("")
    #expect(messages(usual) < 20 && messages(usual) > 4)
    #expect(try await messages(context("hungry")) == messages(usual))
    for _ in 0..<8 {
      domain.calibration.report(model: "hungry", estimated: 100, reported: 190, in: scope)
      domain.calibration.report(model: "hungrier", estimated: 100, reported: 190, in: scope)
      try await domain.reports.learn()
    }
    // What was known when it was asked for first.
    #expect(try await messages(context("hungry")) == messages(usual))
    let dear = try await context("hungrier")
    #expect(messages(dear) * 2 <= messages(usual) + 1 && dear.totalTokens <= 400)
    await domain.close()
  }

  @Test func `a model's name has a limit`() throws {
    #expect(
      throws: DomainError.invalidArgument(field: "model", reason: "must be at most 256 bytes")
    ) {
      try ContextRequest(
        conversation: ConversationID(), model: String(repeating: "m", count: 257))
    }
  }
}
