import Wire

/// What is worth remembering of the conversation that the demo comes with, at all three levels.
enum HamletMemories {
  /// Whose a memory is.
  private enum Owner {
    case organization
    /// Those who stand guard at the castle.
    case watch
    case user(String)
  }

  /// The title of that conversation.
  static let title = "Hamlet, Act I"
  static let project = "watch"
  static let hamlet = "Hamlet"
  static let ophelia = "Ophelia"

  /// Each with the messages that it is from, but without organization, conversation and id.
  static let all = [
    memory(
      .organization, .semantic, 8, 63...63,
      "King Hamlet of Denmark is dead; his brother Claudius has the crown."),
    memory(
      .organization, .semantic, 6, 49...49,
      "Young Fortinbras of Norway wants the lands back that his father lost."),
    memory(.watch, .semantic, 5, 106...112, answer),
    memory(
      .watch, .episodic, 9, 29...46,
      "A ghost in the armour of the late king walked past, and said no word."),
    memory(
      .watch, .episodic, 7, 235...251, "All swore on a sword to keep silent about what they saw."),
    memory(
      .user(hamlet), .episodic, 10, 204...212,
      "The ghost told that his brother poisoned him while he slept in the orchard."),
    memory(
      .user(hamlet), .semantic, 9, 250...254,
      "Means to behave as if he were mad; nobody may know why."),
    memory(
      .user(ophelia), .episodic, 7, 139...163,
      "Her father forbade her to speak with Prince Hamlet."),
  ]

  /// One that is of use for a night only.
  static let tonight = memory(
    .user(hamlet), .working, 6, 111...137,
    "Will be on the platform tonight, between eleven and twelve.")

  /// It has no word in common with its answer, only parts of words.
  static let query = "Who were the watchmen at nighttime?"
  static let answer = "Marcellus and Bernardo stand watch on the platform every night."

  private static func memory(
    _ owner: Owner, _ type: EngramV1.MemoryType, _ importance: Int32,
    _ messages: ClosedRange<Int64>, _ content: String
  ) -> EngramV1.StoreMemoryRequest {
    var request = EngramV1.StoreMemoryRequest(
      type: type, scope: .organization, fromSeq: messages.lowerBound, toSeq: messages.upperBound,
      content: content, importance: importance)
    switch owner {
    case .organization: break
    case .watch:
      request.scope = .project
      request.projectID = project
    case .user(let user):
      request.scope = .user
      request.userID = user
    }
    return request
  }
}
