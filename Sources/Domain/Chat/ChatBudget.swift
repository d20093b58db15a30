/// How many tokens the context of a chat may have.
struct ChatBudget {
  /// What a budget may be.
  static let limits: ClosedRange<Int32> = 64...1_000_000
  /// What is used where nobody says.
  static let standard = 8_000
  /// The part that is kept for the reply where nobody says how long it may be.
  private static let replyShare = 4

  let contextTokens: Int
  /// The most that the model is asked to write; `nil` leaves it to the model.
  let outputTokens: Int?

  /// The budget of `turn` less what is kept for the reply, within what the model takes.
  init(_ turn: ChatTurn, model: ChatModel) throws(DomainError) {
    let budget = min(turn.tokenBudget ?? Self.standard, model.contextTokens)
    let reply = turn.maxOutputTokens ?? model.maxOutputTokens
    guard let reply, turn.maxOutputTokens != nil || reply < budget else {
      contextTokens = budget - budget / Self.replyShare
      outputTokens = reply.map { min($0, budget / Self.replyShare) }
      return
    }
    guard reply < budget else {
      throw RuleViolation("must be less than the \(budget) tokens of the whole chat")
        .at("max_output_tokens")
    }
    contextTokens = budget - reply
    outputTokens = reply
  }
}
