/// What a user says to the assistant, and how it is to be answered.
public struct ChatTurn: Sendable {
  /// What a limit on the tokens of a reply may be.
  public static let outputLimits: ClosedRange<Int32> = 1...1_000_000
  /// The most bytes of the tools that a model may call.
  public static let maxToolsBytes = 65_536
  static let temperatures = 0.0...2.0

  public let conversation: ConversationID
  /// Names the chat, and the user's message where there is one: the same again returns the reply.
  let id: MessageID
  /// `nil` goes on from what is there.
  let message: NewMessage?
  let instructions: String
  /// Tokens of the context and of the reply; `nil` is what is usual.
  let tokenBudget: Int?
  let maxOutputTokens: Int?
  let temperature: Double?
  let toolsJSON: String?
  let query: String

  /// Checks everything. 0 and empty texts stand for what is not given; an empty `content` goes on from
  /// what is there, and has neither name nor metadata.
  public init(
    conversation: ConversationID, id: MessageID, content: String, name: String,
    metadata: MetadataObject?, instructions: String, query: String, tokenBudget: Int32,
    maxOutputTokens: Int32, temperature: Double?, toolsJSON: String
  ) throws(DomainError) {
    self.conversation = conversation
    self.id = id
    message = try Self.message(id, content, name, metadata)
    self.instructions = try TextLimits.check(
      instructions, atMost: TextLimits.maxInstructionBytes, field: "instructions")
    self.query = try TextLimits.check(query, atMost: TextLimits.maxQueryBytes, field: "query")
    self.tokenBudget = try Self.number(tokenBudget, in: ChatBudget.limits, "token_budget")
    self.maxOutputTokens = try Self.number(
      maxOutputTokens, in: Self.outputLimits, "max_output_tokens")
    self.temperature = try temperature.map(Self.checked(temperature:))
    self.toolsJSON = try Self.tools(toolsJSON)
  }

  /// Tells a repeated request from another one with the same id.
  var requestHash: [UInt8] {
    if let message { return message.requestHash }
    var hash = RequestHash()
    hash.add(nil as String?)
    return hash.finish()
  }

  private static func message(
    _ id: MessageID, _ content: String, _ name: String, _ metadata: MetadataObject?
  ) throws(DomainError) -> NewMessage? {
    guard content.isEmpty else {
      return try NewMessage(
        id: id, role: .user, name: name, content: content, metadata: metadata, occurredAt: nil)
    }
    let rule = RuleViolation("must be empty, as content is")
    guard name.isEmpty else { throw rule.at("name") }
    guard metadata == nil else { throw rule.at("metadata_json") }
    return nil
  }

  private static func number(
    _ number: Int32, in limits: ClosedRange<Int32>, _ field: String
  ) throws(DomainError) -> Int? {
    if number == 0 { return nil }
    guard limits.contains(number) else {
      throw RuleViolation("must be 0, or \(limits.lowerBound) to \(limits.upperBound)").at(field)
    }
    return Int(number)
  }

  private static func checked(temperature: Double) throws(DomainError) -> Double {
    guard temperatures.contains(temperature) else {
      throw RuleViolation("must be 0 to 2").at("temperature")
    }
    return temperature
  }

  private static func tools(_ json: String) throws(DomainError) -> String? {
    if json.isEmpty { return nil }
    do throws(RuleViolation) {
      guard json.utf8.count <= maxToolsBytes else {
        throw RuleViolation("must be at most \(maxToolsBytes) bytes; it has \(json.utf8.count)")
      }
      var check = JSONObjectCheck(
        Array(json.utf8), maxBytes: maxToolsBytes, maxDepth: MetadataObject.maxDepth)
      try check.run(as: .array)
    } catch {
      throw error.at("tools_json")
    }
    return json
  }
}
