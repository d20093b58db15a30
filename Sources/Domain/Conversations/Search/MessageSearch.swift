import FoundationEssentials
import LLM
public import Logging
public import Postgres

/// Finds messages by words and, where they are embedded, by meaning, in copies of their conversations.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct MessageSearch: Sendable {
  /// The most conversations that one search looks through.
  private static let maxConversations: Int32 = 10_000
  /// The most messages whose embeddings one search looks at: the newest ones.
  static let maxVectors: Int64 = 10_000

  private let lanes: PostgresLanes
  private let words: QueryWords
  private let models: EmbeddingModels
  private let copies: ConversationCopies
  private let logger: Logger

  /// A search on the service's lanes; the language of `words` is that of the copies.
  public init(
    lanes: PostgresLanes, words: QueryWords, models: EmbeddingModels,
    copies: ConversationCopies, logger: Logger
  ) {
    self.lanes = lanes
    self.words = words
    self.models = models
    self.copies = copies
    self.logger = logger
  }

  /// What of the messages in `messages` fits the query best, summarised ones included.
  ///
  /// What was acknowledged before the search began, by whatever process, is seen; what is erased is
  /// not. A conversation that is not there, or not in the project, is not found.
  public func search(
    _ query: MessageQuery, in messages: MessageScope, vector known: QueryVector = .asked,
    _ scope: RequestScope
  ) async throws -> MessageFindings {
    let model = models.active(for: scope.organizationID.text)
    async let timeWords = words.words(of: TimeWords.told, in: scope)
    async let queryWords = words.words(of: query.text, in: scope)
    let states = ConversationState.lookingAt(
      vectorsOf: Self.maxVectors,
      try await states(of: messages, model: model?.deployed.id ?? 0, in: scope))
    let isEmbedded = states.contains { $0.embeddedSeq > 0 }
    async let vector =
      isEmbedded ? known.vector(of: query.text, by: model, in: scope, logger: logger) : nil
    let copies = try await copies.copies(
      of: states,
      ConversationCopies.Kind(
        organization: scope.organizationID.text, model: model?.deployed.id ?? 0,
        dimensions: model?.deployed.settings.model.dimensions ?? 0),
      timeWords: Set(try await timeWords))
    let meaning = await vector.map {
      QueryMeaning(vector: $0, weight: model?.weight ?? 0)
    }
    let ranked = await rank(query, try await queryWords, meaning, states, copies)
    return MessageFindings(
      messages: try await fetch(ranked, in: scope), usedEmbedding: meaning != nil,
      isComplete: (states.last?.isLast ?? true)
        && copies.allSatisfy { $1.firstSeq == 1 })
  }

  private func states(
    of messages: MessageScope, model: Int16, in scope: RequestScope
  ) async throws -> [ConversationState] {
    switch messages {
    case .conversation(let id, let project):
      let rows = try await lanes.run(
        scope.unit(isIdempotent: true),
        Query(
          MessageStatements.searchConversation,
          [scope.organization, .uuid(id.uuid), .text(project?.text), .int2(model)]
        ) { row in try ConversationState(row) })
      guard !rows.isEmpty else { throw DomainError.notFound(.conversation) }
      return rows
    case .user(let user, let project):
      return try await states(of: user, project, model, in: scope)
    case .organization(let project):
      return try await states(of: nil, project, model, in: scope)
    }
  }

  private func states(
    of user: UserID?, _ project: ProjectID?, _ model: Int16, in scope: RequestScope
  ) async throws -> [ConversationState] {
    try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MessageStatements.searchConversations,
        [
          scope.organization, .text(user?.text), .text(project?.text),
          .int8(ConversationCopies.maxMessages), .int4(Self.maxConversations),
          .int2(model),
        ]
      ) { row in try ConversationState(row) })
  }

  private func rank(
    _ query: MessageQuery, _ words: [[UInt8]], _ meaning: QueryMeaning?,
    _ states: [ConversationState], _ copies: [UUID: ConversationCopy]
  ) async -> [RankedMessage] {
    // Other calls wait for the thread that a call is on.
    await withTaskExecutorPreference(globalConcurrentExecutor) {
      let conversations = states.compactMap { state in
        copies[state.id].map { (state: state, copy: $0) }
      }
      return MessageRanking(conversations, for: query, words: words)
        .best(Int(query.limit), meaning: meaning)
    }
  }

  private func fetch(
    _ ranked: [RankedMessage], in scope: RequestScope
  ) async throws -> [FoundMessage] {
    guard !ranked.isEmpty else { return [] }
    return try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        MessageStatements.found,
        [
          scope.organization, .uuidArray(ranked.map(\.conversation)),
          .int8Array(ranked.map(\.seq)), .int8(PageBudget.bytes),
        ]
      ) { row -> FoundMessage? in
        let place = Int(try row.decode(0, as: Int64.self)) - 1
        guard ranked.indices.contains(place) else { return nil }
        let ranking = ranked[place]
        return FoundMessage(
          conversationID: ConversationID(stored: ranking.conversation),
          message: try Message(row, from: 2), score: ranking.score, wordRank: ranking.wordRank,
          vectorRank: ranking.vectorRank, isSummarised: try row.decode(1))
      }
    ).compactMap(\.self)
  }
}
