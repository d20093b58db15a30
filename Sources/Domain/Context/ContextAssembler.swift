import LLM
public import Postgres

/// Puts together what a model is to read of a conversation.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ContextAssembler: Sendable {
  /// How many of the latest messages of the user stand for a query that is not given.
  private static let queryMessages = 2

  private let lanes: PostgresLanes
  private let memories: MemoryStore
  private let search: MemorySearch
  private let receipts: ReceiptWriter

  /// An assembler on the service's lanes.
  public init(
    lanes: PostgresLanes, memories: MemoryStore, search: MemorySearch, receipts: ReceiptWriter
  ) {
    self.lanes = lanes
    self.memories = memories
    self.search = search
    self.receipts = receipts
  }

  /// The context of a conversation, with all that was acknowledged before.
  public func assemble(
    _ request: ContextRequest, in scope: RequestScope
  ) async throws -> AssembledContext {
    let state = try await read(request, in: scope)
    let query = request.query ?? Self.query(from: state)
    let found = try await find(query, request, state, in: scope)
    let assembly = try ContextAssembly(
      request, state, found: found.items, price: ContextPrice(factor: 1))
    let context = AssembledContext(
      assembly, request, state, query: query, usedEmbedding: found.usedEmbedding)
    receipts.write(ContextReceipt(context, assembly, request), of: scope.organizationID)
    return context
  }

  private func read(
    _ request: ContextRequest, in scope: RequestScope
  ) async throws -> ContextState {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ContextStatements.read,
        [
          scope.organization, .uuid(request.conversation.uuid),
          .int4(ContextLimits.maxSummaries), .int4(request.limits.messages),
          .int8(PageBudget.bytes),
        ]
      ) { row in try ContextState.Row(row) })
    guard let state = ContextState(rows) else { throw DomainError.notFound(.conversation) }
    guard state.messageCount >= request.minSeq else {
      throw DomainError.failedPrecondition(.conversation, .messagesNotThere)
    }
    return state
  }

  /// What the user said last.
  private static func query(from state: ContextState) -> String? {
    let said = state.messages.filter { $0.role == .user && !$0.isDeleted }
      .suffix(queryMessages).map(\.content)
    let text = said.joined(separator: "\n")
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
    let latest = said.last ?? ""
    return text.utf8.count <= TextLimits.maxQueryBytes
      ? text : latest.clipped(toBytes: TextLimits.maxQueryBytes)
  }

  // MARK: What the query finds

  private struct Found: Sendable {
    var items: [ContextSection: [ContextItem]] = [:]
    var usedEmbedding = false
  }

  private func find(
    _ query: String?, _ request: ContextRequest, _ state: ContextState, in scope: RequestScope
  ) async throws -> Found {
    guard request.shares.includes(.memories) else { return Found() }
    let view = try MemoryView(projectID: state.projectID, userID: state.userID)
    guard let query else {
      return Found(items: [.memories: try await important(view, request, in: scope)])
    }
    let findings = try await search.search(
      try MemoryQuery(
        text: query, types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: request.limits.candidates(of: .memories)),
      from: view, in: scope)
    return Found(
      items: [
        .memories: findings.memories.map {
          ContextItem($0.memory, score: $0.score, in: request.conversation)
        }
      ],
      usedEmbedding: findings.usedEmbedding)
  }

  /// Without anything to go by, what matters most.
  private func important(
    _ view: MemoryView, _ request: ContextRequest, in scope: RequestScope
  ) async throws -> [ContextItem] {
    try await memories.list(
      view, MemoryFilter(types: [], conversationID: nil, minImportance: nil),
      page: PageRequest(size: request.limits.candidates(of: .memories), token: ""), in: scope
    ).items.map { ContextItem($0, score: 0, in: request.conversation) }
  }
}
