/// What to search for among messages.
public struct MessageQuery: Sendable {
  /// How many results there are when the caller does not say.
  public static let defaultLimit: Int32 = 10
  /// The most results.
  public static let maxLimit: Int32 = 100

  let text: String
  let limit: Int32
  private let roles: [MessageRole]
  private let occurredAfter: Moment?
  private let occurredBefore: Moment?
  private let upToSeq: Int64

  /// Checks text and limit; a limit of 0 is the default. Only messages of these roles (of all when
  /// there are none), said from `occurredAfter` on and before `occurredBefore`, and of no higher
  /// position than `upToSeq`; `nil` for all.
  public init(
    text: String, roles: [MessageRole] = [], occurredAfter: Moment? = nil,
    occurredBefore: Moment? = nil, upToSeq: Int64? = nil, limit: Int32
  ) throws(DomainError) {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw RuleViolation("must not be empty").at("query")
    }
    self.text = try TextLimits.check(text, atMost: TextLimits.maxQueryBytes, field: "query")
    guard (0...Self.maxLimit).contains(limit) else {
      throw RuleViolation("must be 0, for \(Self.defaultLimit), or 1 to \(Self.maxLimit)")
        .at("limit")
    }
    self.limit = limit == 0 ? Self.defaultLimit : limit
    self.roles = roles
    self.occurredAfter = occurredAfter
    self.occurredBefore = occurredBefore
    self.upToSeq = upToSeq ?? .max
  }

  /// Whether some messages are left out.
  var isFiltered: Bool {
    !(roles.isEmpty && occurredAfter == nil && occurredBefore == nil && upToSeq == .max)
  }

  /// Whether a message passes the filters.
  func wants(_ message: CopiedMessage, at seq: Int64) -> Bool {
    seq <= upToSeq
      && (roles.isEmpty || roles.contains(message.role))
      && (occurredAfter.map { message.occurredAt >= $0 } ?? true)
      && (occurredBefore.map { message.occurredAt < $0 } ?? true)
  }
}

/// Which conversations a search of messages looks through.
public enum MessageScope: Sendable, Hashable {
  /// This one; where a project is named, only when it is of that.
  case conversation(ConversationID, project: ProjectID? = nil)
  /// Those of a user; where a project is named, only those of that.
  case user(UserID, project: ProjectID? = nil)
  /// All of the organization; where a project is named, only those of that.
  case organization(project: ProjectID? = nil)
}
