@testable import Domain
import FoundationEssentials
import LLM
import Postgres
import Testing

/// Messages with the built-in embeddings, which know parts of words.
@Suite struct MessageEmbeddingTests {
  /// Has all that is missing of all conversations embedded, as the sweep and the queue would.
  private func embedAll(
    _ domain: DomainFixture, _ ids: [ConversationID], in scope: RequestScope
  ) async throws {
    let embedder = ConversationEmbedder(
      lanes: domain.systemLanes, models: domain.models, isOn: false)
    let all = ids.map {
      EmbeddingSubject(organization: scope.organizationID.text, id: $0.uuid)
    }
    while try await !embedder.embed(all, deadline: nil).isEmpty {}
  }

  private func find(
    _ domain: DomainFixture, _ text: String, _ id: ConversationID, in scope: RequestScope
  ) async throws -> MessageFindings {
    try await domain.messageSearch.search(
      MessageQuery(text: text, limit: 100), in: .conversation(id), scope)
  }

  private func embeds(
    _ isOn: Bool?, _ domain: DomainFixture, in scope: RequestScope
  ) async throws -> OrganizationSettings {
    try await domain.settings.update(
      SettingsChange(
        organizationLimit: .keep, projectLimit: .keep, userLimit: .keep,
        embedsMessages: .set(isOn)), in: scope)
  }

  /// How many jobs the sweep adds; consolidation may have some too.
  private func queuedCount(_ domain: DomainFixture, in scope: RequestScope) async throws -> Int64 {
    let before = try await domain.rowCount(of: "jobs", in: scope)
    try await ConversationEmbeddingSweep(
      lanes: domain.systemLanes, isOn: false, signal: JobSignal(), logger: DomainFixture.logger
    ).sweepAll()
    return try await domain.rowCount(of: "jobs", in: scope) - before
  }

  @Test func `messages are embedded once their organization has switched it on, old ones too`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let id = try await domain.conversation(in: scope)
    _ = try await domain.messages.append(
      (1...300).map { try message("the watchmen sleep \($0)") }, to: id, in: scope)
    #expect(try await queuedCount(domain, in: scope) == 0)
    try await embedAll(domain, [id], in: scope)
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 0)
    // No word is the same.
    let before = try await find(domain, "watchman", id, in: scope)
    #expect(!before.usedEmbedding && before.messages.isEmpty)

    let settings = try await embeds(true, domain, in: scope)
    #expect(settings.embedsMessages == true && settings.effectiveEmbedsMessages)
    #expect(try await queuedCount(domain, in: scope) == 1)
    try await embedAll(domain, [id], in: scope)
    // Each by itself, and each but the first with the one before it.
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 599)
    let after = try await find(domain, "watchman", id, in: scope)
    #expect(after.usedEmbedding && after.messages.count == 100)
    #expect(after.messages.contains { $0.vectorRank == 1 && $0.wordRank == nil })

    _ = try await domain.messages.append([message("a watchman wakes")], to: id, in: scope)
    #expect(try await find(domain, "watchman", id, in: scope).messages[0].message.seq == 301)
    try await embedAll(domain, [id], in: scope)
    #expect(
      try await find(domain, "watchman", id, in: scope).messages
        .contains { $0.message.seq == 301 && $0.vectorRank == 1 })

    _ = try await embeds(nil, domain, in: scope)
    _ = try await domain.messages.append([message("good night")], to: id, in: scope)
    try await embedAll(domain, [id], in: scope)
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 601)
    await domain.close()
  }

  @Test func `what is erased has no embedding left, nor has the message after it one of both`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    _ = try await embeds(true, domain, in: scope)
    let id = try await domain.conversation(in: scope)
    let added = try await domain.messages.append(
      [message("tea"), message("the watchmen sleep"), message("coffee")], to: id, in: scope)
    try await embedAll(domain, [id], in: scope)
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 5)
    #expect(try await !find(domain, "watchman", id, in: scope).messages.isEmpty)
    _ = try await domain.messages.delete([added.messages[1].id], of: id, in: scope)
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 2)
    let found = try await find(domain, "watchman", id, in: scope)
    #expect(!found.messages.contains { $0.message.seq == 2 })
    try await domain.conversations.delete(id, in: scope)
    try await domain.purge.sweep()
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 0)
    #expect(try await domain.rowCount(of: "message_embedding_progress", in: scope) == 0)
    await domain.close()
  }

  @Test func `messages that are embedded are embedded by another model before it is used`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    _ = try await embeds(true, domain, in: scope)
    let id = try await domain.conversation(in: scope)
    _ = try await domain.messages.append(
      (1...20).map { try message("the watchmen sleep \($0)") }, to: id, in: scope)
    try await embedAll(domain, [id], in: scope)
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    let next = DeployedModel.Settings(
      model: try LocalEmbeddings(dimensions: 128).model, baseURL: nil)
    guard case .building(let model) = try await change.begin(next) else {
      Issue.record("it is not being built")
      return
    }
    try await change.enqueueMissing(model)
    #expect(try await domain.rowCount(of: "jobs", in: scope) == 1)
    #expect(try await change.progress(model) == ModelChange.Progress(embedded: 0, texts: 20))
    try await domain.models.refresh()
    try await embedAll(domain, [id], in: scope)
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 78)
    #expect(try await change.activateIfComplete(model))
    try await domain.models.refresh()
    #expect(try await find(domain, "watchman", id, in: scope).usedEmbedding)
    try await change.dropRetired()
    #expect(try await domain.rowCount(of: "message_embeddings", in: scope) == 39)
    await domain.close()
  }
}
