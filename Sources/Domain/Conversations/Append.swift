import FoundationEssentials
import Postgres

/// Messages on their way to the end of a conversation, which are committed together with those of
/// other callers.
struct Append: GroupPart {
  let conversation: ConversationID
  let messages: [NewMessage]
  let organization: String
  let deadline: ContinuousClock.Instant?
  let requestID: (any CustomStringConvertible & Sendable)?
  let byteCount: Int

  init(_ messages: [NewMessage], to conversation: ConversationID, in scope: RequestScope) {
    self.conversation = conversation
    self.messages = messages
    organization = scope.organizationID.text
    deadline = scope.deadline
    requestID = scope.requestID
    byteCount = messages.reduce(0) { $0 + $1.byteCount }
  }

  var rowCount: Int { messages.count }

  /// One statement knows a message id only once: it could not say which append had it first.
  var keys: [UUID] { messages.map(\.id.uuid) }

  /// The title that a conversation without one gets, for the message that it is made from; empty
  /// for the others.
  fileprivate var titles: [String] {
    var titles = [String](repeating: "", count: messages.count)
    for (place, message) in messages.enumerated() where message.role == .user {
      titles[place] = ConversationTitle.make(from: message.content)
      if !titles[place].isEmpty { break }
    }
    return titles
  }
}

extension Append {
  /// Runs appends of any organizations in one unit.
  static func group(
    on lanes: PostgresLanes, policy: ConsolidationPolicy
  ) -> GroupCommit<Append, AppendRow> {
    GroupCommit(MessageStatements.append.name, on: lanes) { appends in
      GroupQueries(before: [lockQuery(appends)], appendQuery(appends, policy))
    }
  }

  private static func lockQuery(_ appends: [Append]) -> Query<Never> {
    Query(
      ConversationStatements.lock,
      [
        .textArray(appends.map(\.organization)),
        .uuidArray(appends.map(\.conversation.uuid)),
      ])
  }

  private static func appendQuery(
    _ appends: [Append], _ policy: ConsolidationPolicy
  ) -> Query<GroupRow<AppendRow>> {
    let messages = appends.flatMap(\.messages)
    let numbers = appends.indices.flatMap { place in
      [Int64?](repeating: Int64(place + 1), count: appends[place].messages.count)
    }
    return Query(
      MessageStatements.append,
      [
        .textArray(appends.map(\.organization)),
        .uuidArray(appends.map(\.conversation.uuid)),
        .int8Array(numbers),
        .uuidArray(messages.map(\.id.uuid)),
        .int2Array(messages.map(\.role.rawValue)),
        .textArray(messages.map(\.name)),
        .textArray(messages.map(\.content)),
        .jsonbArray(messages.map { $0.metadata?.json }),
        .int4Array(messages.map { TokenEstimate.tokens(in: $0.content) }),
        .byteaArray(messages.map(\.requestHash)),
        .timestamptzArray(messages.map { $0.occurredAt?.timestamp }),
        .textArray(appends.flatMap(\.titles)),
      ] + policy.dueParameters
    ) { row in
      GroupRow(part: Int(try row.decode(0, as: Int64.self)) - 1, row: try AppendRow(row))
    }
  }
}
