/// In which form a context is wanted.
public enum ContextForm: Sendable, Hashable {
  /// Item by item.
  case sections
  /// For a chat-completions API.
  case rendered
}

/// What a context is wanted for, and how large it may be.
public struct ContextRequest: Sendable {
  /// The budget of who does not say.
  public static let standardBudget: Int32 = 8_000
  /// What a budget may be, in tokens.
  public static let budgets: ClosedRange<Int32> = 64...1_000_000

  private static let maxModelBytes = 256

  public let conversation: ConversationID
  /// What is searched for; `nil` takes it from the latest messages of the user.
  let query: String?
  /// Tokens of the context and of the reply.
  let budget: Int32
  /// Tokens of the budget that are kept for the reply.
  let outputReserve: Int32
  let minSeq: Int64
  let shares: ContextShares
  let limits: ContextLimits
  /// What comes first, as it is.
  let instructions: String
  let form: ContextForm
  /// Who reads it; `nil` for whoever.
  let model: String?

  /// Checks the query, the budget (0 for the standard one), the instructions and the model's name.
  public init(
    conversation: ConversationID, query: String = "", budget: Int32 = 0, outputReserve: Int32 = 0,
    minSeq: Int64 = 0, shares: ContextShares = ContextShares(),
    limits: ContextLimits = ContextLimits(), instructions: String = "",
    form: ContextForm = .sections, model: String = ""
  ) throws(DomainError) {
    self.conversation = conversation
    let text = try TextLimits.check(query, atMost: TextLimits.maxQueryBytes, field: "query")
    self.query = text.allSatisfy(\.isWhitespace) ? nil : text
    guard budget == 0 || Self.budgets.contains(budget) else {
      throw RuleViolation(
        "must be 0, for \(Self.standardBudget), or "
          + "\(Self.budgets.lowerBound) to \(Self.budgets.upperBound)"
      ).at("token_budget")
    }
    self.budget = budget == 0 ? Self.standardBudget : budget
    guard (0..<self.budget).contains(outputReserve) else {
      throw RuleViolation("must be 0 to \(self.budget - 1), less than the budget")
        .at("output_reserve")
    }
    self.outputReserve = outputReserve
    guard minSeq >= 0 else { throw RuleViolation("must not be negative").at("min_seq") }
    self.minSeq = minSeq
    self.shares = shares
    self.limits = limits
    self.form = form
    guard model.utf8.count <= Self.maxModelBytes else {
      throw RuleViolation("must be at most \(Self.maxModelBytes) bytes").at("model")
    }
    self.model = model.isEmpty ? nil : model
    self.instructions = try TextLimits.check(
      instructions, atMost: TextLimits.maxInstructionBytes, field: "instructions")
  }

  /// Tokens of the context alone.
  var contextBudget: Int { Int(budget) - Int(outputReserve) }
}

/// How much of the budget sections may take, in percent; messages take what is left.
public struct ContextShares: Sendable, Hashable {
  /// What sections may take in all, so that messages have a part.
  public static let maxTotal: Int32 = 95

  private var shares: [ContextSection: Int32] = [
    .summaries: 20, .memories: 20, .recalledMessages: 20, .documents: 15,
  ]

  /// The standard ones.
  public init() {}

  /// Checks that no share is negative and that they are not too much together.
  public init(
    summaries: Int32, memories: Int32, recalledMessages: Int32, documents: Int32
  ) throws(DomainError) {
    let given: [(field: String, section: ContextSection, share: Int32)] = [
      ("summaries", .summaries, summaries), ("memories", .memories, memories),
      ("recalled_messages", .recalledMessages, recalledMessages),
      ("documents", .documents, documents),
    ]
    var total: Int32 = 0
    for (field, section, share) in given {
      guard (0...Self.maxTotal).contains(share) else {
        throw RuleViolation("must be 0 to \(Self.maxTotal)").at("shares.\(field)")
      }
      shares[section] = share
      total += share
    }
    guard total <= Self.maxTotal else {
      throw RuleViolation("must be at most \(Self.maxTotal) in all; they are \(total)").at("shares")
    }
  }

  /// What a section may take of `budget`.
  func tokens(for section: ContextSection, of budget: Int) -> Int {
    budget * Int(shares[section] ?? 0) / 100
  }

  /// Whether a section is wanted at all.
  func includes(_ section: ContextSection) -> Bool { shares[section] != 0 }
}

/// How many items sections may have.
public struct ContextLimits: Sendable, Hashable {
  /// Summaries of a conversation grow with its logarithm: there are no more than that.
  static let maxSummaries: Int32 = 100
  private static let maxCandidates: Int32 = 100

  let memories: Int32
  let recalledMessages: Int32
  let documents: Int32
  let messages: Int32

  /// Checks limits; 0 is the standard.
  public init(
    memories: Int32, recalledMessages: Int32, documents: Int32, messages: Int32
  ) throws(DomainError) {
    self.memories = try Self.limit(memories, standard: 20, most: 100, "memories")
    self.recalledMessages = try Self.limit(
      recalledMessages, standard: 20, most: 100, "recalled_messages")
    self.documents = try Self.limit(documents, standard: 10, most: 100, "documents")
    self.messages = try Self.limit(messages, standard: 200, most: 1_000, "messages")
  }

  /// The standard ones.
  public init() {
    (memories, recalledMessages, documents, messages) = (20, 20, 10, 200)
  }

  /// How many items a section may have.
  func limit(of section: ContextSection) -> Int32 {
    switch section {
    case .summaries: Self.maxSummaries
    case .memories: memories
    case .recalledMessages: recalledMessages
    case .documents: documents
    case .messages: messages
    }
  }

  /// How many are looked for: some more, so that it can be told what they were held back for.
  func candidates(of section: ContextSection) -> Int32 {
    let limit = limit(of: section)
    return min(limit + limit / 2 + 1, Self.maxCandidates)
  }

  private static func limit(
    _ given: Int32, standard: Int32, most: Int32, _ field: String
  ) throws(DomainError) -> Int32 {
    guard (0...most).contains(given) else {
      throw RuleViolation("must be 0, for \(standard), or 1 to \(most)").at("limits.\(field)")
    }
    return given == 0 ? standard : given
  }
}
