import Postgres

/// Whose memory a summary becomes; the numbers are the database's.
public enum SummaryScope: Int16, Sendable, Hashable, CaseIterable {
  /// The project's, seen by everybody in it, where the conversation has a project; else the user's.
  case project = 1
  /// Always the user's.
  case user = 2
}

/// What becomes of messages that are summarised; the numbers are the database's.
public enum MessageRetention: Int16, Sendable, Hashable, CaseIterable {
  /// They stay, for as many days as are set or for ever.
  case archive = 1
  /// What they say is erased along with the summary's being made.
  case delete = 2
}

/// When conversations are consolidated, and what becomes of that.
public struct ConsolidationPolicy: Sendable, Hashable {
  public static let messageThresholdRange: ClosedRange<Int32> = 1...100_000
  public static let tokenThresholdRange: ClosedRange<Int32> = 100...100_000_000
  public static let keepRecentRange: ClosedRange<Int32> = 0...10_000
  public static let idleSecondsRange: ClosedRange<Int32> = 60...31_536_000
  public static let archiveDaysRange: ClosedRange<Int32> = 1...36_500

  /// Whether it happens by itself; else only when somebody asks.
  public var isAutomatic = true
  /// A conversation is due with more active messages than this …
  public var messageThreshold: Int32 = 20
  /// … or with more tokens in them than this.
  public var tokenThreshold: Int32 = 8_000
  /// So many of the newest messages stay active.
  public var keepRecent: Int32 = 10
  /// After so many seconds of silence, all but those are summarised.
  public var idleSeconds: Int32 = 3_600
  public var summaryScope = SummaryScope.project
  public var retention = MessageRetention.archive
  /// Days after which what summarised messages say is erased; `nil` for never.
  public var archiveDays: Int32?

  /// The usual one.
  public init() {}
}

extension ConsolidationPolicy {
  /// More current summaries of one level than this are merged into one of the next.
  static let maxSummaries: Int32 = 8

  /// The parameters of statements that look whether a conversation is due.
  var dueParameters: [PostgresValue] {
    [
      .bool(isAutomatic), .int4(messageThreshold), .int4(tokenThreshold), .int4(keepRecent),
      .int4(idleSeconds),
    ]
  }
}
