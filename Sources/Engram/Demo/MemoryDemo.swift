import Client
import Wire

/// Keeps memories of the conversation at three levels, and finds them from where people stand.
struct MemoryDemo: DemoPart {
  /// How long embeddings may take, and how often they are asked for.
  private static let patience = Duration.seconds(30)
  private static let pause = Duration.milliseconds(10)
  private static let night = Duration.seconds(12 * 3_600)

  let memories: EngramV1.MemoryServiceClient
  let conversation: String

  func run() async throws {
    say("")
    let ids = try await store()
    try await waitForEmbeddings(of: ids)
    try await storeAgain()
    try await storeForTonight()
    try await search()
    try await searchAsOthers()
  }

  private func store() async throws -> [String] {
    var ids: [String] = []
    var timings = Timings()
    for memory in HamletMemories.all {
      let reply = try await timings.measure {
        try await memories.storeMemory(complete(memory))
      }
      try require(reply.outcome == .added, "a memory was not added")
      ids.append(reply.memory?.memoryID ?? "")
    }
    say("stored \(ids.count) memories of the organization, a project and two users: \(timings)")
    return ids
  }

  private func complete(_ memory: EngramV1.StoreMemoryRequest) -> EngramV1.StoreMemoryRequest {
    var request = memory
    request.organizationID = Demo.organization
    request.conversationID = conversation
    request.memoryID = UUIDv7.next()
    return request
  }

  /// They are made in the background.
  private func waitForEmbeddings(of ids: [String]) async throws {
    let started = ContinuousClock.now
    for id in ids {
      while try await !isEmbedded(id) {
        try require(ContinuousClock.now - started < Self.patience, "an embedding is not made")
        try await Task.sleep(for: Self.pause)
      }
    }
    say("their embeddings were there \(Timings.text(ContinuousClock.now - started)) later")
  }

  private func isEmbedded(_ id: String) async throws -> Bool {
    let memory = try await memories.getMemory(
      .init(organizationID: Demo.organization, memoryID: id))
    return memory.embeddingState == .ready
  }

  private func storeAgain() async throws {
    let again = try await memories.storeMemory(complete(HamletMemories.all[0]))
    try require(again.outcome == .duplicate, "the same content was stored twice")
    say("stored the first one again: known already")
  }

  private func storeForTonight() async throws {
    var timings = Timings()
    var memory = complete(HamletMemories.tonight)
    memory.expiresAt = .now(plus: Self.night)
    memory.waitForEmbedding = true
    let reply = try await timings.measure { [memory] in try await memories.storeMemory(memory) }
    try require(reply.memory?.embeddingState == .ready, "the embedding was not waited for")
    say("stored one more and waited for its embedding: \(timings)")
  }

  private func search() async throws {
    var timings = Timings()
    let found = try await timings.measure {
      try await search(HamletMemories.query, as: HamletMemories.hamlet)
    }
    say("")
    say("\(HamletMemories.hamlet) asks: \(HamletMemories.query)")
    show(found)
    let answer = found.results.first { $0.memory?.content == HamletMemories.answer }
    try require(
      answer?.vectorRank == 1 && answer?.wordRank == 0, "it was not found by meaning alone")
    say("found by meaning, without a word in common: \(timings)")
  }

  /// The same query from where others stand.
  private func searchAsOthers() async throws {
    let query = "Did the ghost of the king speak of his brother?"
    for user in [HamletMemories.hamlet, HamletMemories.ophelia] {
      var timings = Timings()
      let found = try await timings.measure { try await search(query, as: user) }
      let owners = Set(found.results.compactMap { $0.memory?.userID }.filter { !$0.isEmpty })
      try require(owners == [user], "\(user) sees the memories of \(owners)")
      say("")
      say("\(user) asks: \(query)")
      show(found)
      say("no other user's memories are among them: \(timings)")
    }
  }

  private func search(
    _ query: String, as user: String
  ) async throws -> EngramV1.SearchMemoriesResponse {
    try await memories.searchMemories(
      .init(
        organizationID: Demo.organization, projectID: HamletMemories.project, userID: user,
        query: query))
  }

  private func show(_ found: EngramV1.SearchMemoriesResponse) {
    let best = Array(found.results.prefix(3))
    let lines = MemoryTables.found(best).lines(width: TerminalWidth.current - 2)
    for line in lines { say("  " + line) }
  }
}
