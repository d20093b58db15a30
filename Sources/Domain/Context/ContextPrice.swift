/// What texts cost in the tokens of a model.
struct ContextPrice: Sendable {
  /// What a message costs beside its text: its role and what parts it from others.
  static let messageOverhead = 4
  /// What the message before the conversation's and the beginning of the reply cost.
  static let frame = 7

  /// What is safe for most models.
  static let any = ContextPrice(factor: 1)

  /// How many tokens of the model an estimated one is.
  let factor: Double

  func tokens(in text: String) -> Int {
    let tokens = (Double(TokenEstimate.tokens(in: text)) * factor).rounded(.up)
    return Int(exactly: tokens) ?? .max / 4
  }

  /// What a message of a request costs.
  func tokens(of message: RenderedMessage) -> Int {
    Self.messageOverhead + tokens(in: message.content)
      + (message.name.isEmpty ? 0 : 1 + tokens(in: message.name))
      + (message.toolCallsJSON.isEmpty ? 0 : tokens(in: message.toolCallsJSON))
      + (message.toolCallID.isEmpty ? 0 : 1 + tokens(in: message.toolCallID))
  }

  /// What the first item of a section costs beside itself: the section's heading and frame.
  func tokens(around section: ContextSection) -> Int {
    tokens(in: ContextText.heading(of: section)) + tokens(in: ContextText.frame(of: section))
  }
}
