public import FoundationEssentials
import Postgres

/// The id of a receipt, within its organization.
public typealias ReceiptID = UniqueID<ContextReceipt>

/// What a context was made of: ids, scores and tokens, no text of what was found.
public struct ContextReceipt: Sendable, Hashable {
  /// The most items of a receipt.
  private static let maxItems = 1_000

  public let id: ReceiptID
  public let conversation: ConversationID
  public let createdAt: Moment
  public let content: Content

  /// What is kept of it as JSON.
  public struct Content: Sendable, Hashable, Codable {
    public let tokenBudget: Int32
    public let totalTokens: Int32
    public let appliedSeq: Int64
    public let stablePrefixHash: String
    public let usedEmbedding: Bool
    public let items: [Item]
    public let omitted: [Omitted]
  }

  /// What was in the context, or was found and left out.
  public struct Item: Sendable, Hashable, Codable {
    public let section: ContextSection
    public let id: UUID
    public let score: Double
    public let tokens: Int32
    /// Its place among what was found for its section, from 1.
    public let rank: Int32
    /// `nil` when it was in the context.
    public let reason: OmissionReason?
    public let chunk: Int32

    /// The id in lower case.
    public var idText: String { id.lowercaseText }
  }

  /// What was left out of a section, for one reason.
  public struct Omitted: Sendable, Hashable, Codable {
    public let section: ContextSection
    public let reason: OmissionReason
    public let count, messageCount, tokens: Int64
  }

  init(_ context: AssembledContext, _ assembly: ContextAssembly, _ request: ContextRequest) {
    id = context.receiptID
    conversation = request.conversation
    createdAt = .now
    content = Content(
      tokenBudget: request.budget, totalTokens: context.totalTokens,
      appliedSeq: context.appliedSeq, stablePrefixHash: context.stablePrefixHash,
      usedEmbedding: context.usedEmbedding,
      items: Array(assembly.receiptItems.prefix(Self.maxItems)),
      omitted: context.omitted)
  }

  /// From the columns of `context_receipt_get`.
  init(_ row: borrowing PostgresRow, id: ReceiptID) throws(PostgresError) {
    self.id = id
    conversation = ConversationID(stored: try row.decode(0))
    createdAt = try Moment(row, 1)
    let json: PostgresJSON = try row.decode(2)
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(json.text.utf8)) else {
      throw PostgresError(.decoding, attempted: "receipt", reason: "its content is not as expected")
    }
    self.content = content
  }
}

extension ContextAssembly {
  fileprivate var receiptItems: [ContextReceipt.Item] {
    let messages = receiptItems(of: groups, nil) + receiptItems(of: droppedGroups, .budget)
    return ContextSection.allCases.flatMap { section in
      (candidates[section] ?? []).map { candidate in
        ContextReceipt.Item(
          section: section, id: candidate.item.id, score: candidate.item.score,
          tokens: Int32(clamping: candidate.tokens), rank: candidate.rank,
          reason: candidate.reason, chunk: candidate.item.chunk)
      }
    } + messages
  }

  private func receiptItems(
    of groups: [MessageGroup], _ reason: OmissionReason?
  ) -> [ContextReceipt.Item] {
    // They are ranked from the newest back.
    groups.flatMap { zip($0.messages, $0.rendered) }.reversed().enumerated()
      .map { place, entry in
        ContextReceipt.Item(
          section: .messages, id: entry.0.id, score: 0,
          tokens: Int32(clamping: price.tokens(of: entry.1)),
          rank: Int32(clamping: place + 1 + (reason == nil ? 0 : self.groups.messageCount)),
          reason: reason, chunk: 0)
      }
  }
}
