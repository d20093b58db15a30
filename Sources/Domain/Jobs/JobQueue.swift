public import FoundationEssentials

/// A kind of background work, with a name, a number in the database and a stream of wake-ups.
public struct JobQueue: Sendable, Hashable {
  /// What metrics, logs and Redis call it.
  public let name: String
  /// What the database calls it.
  public let number: Int16

  /// Summarises conversations.
  public static let consolidation = JobQueue(name: "consolidation", number: 1)
  /// Embeds memories, documents and messages.
  public static let embedding = JobQueue(name: "embedding", number: 2)

  /// The key of its stream in Redis.
  var streamKey: String { "engram:jobs:\(name)" }
}

/// What a job is about.
public enum JobSubjectKind: Int16, Sendable, Hashable {
  case memory = 1
  case document, message, conversation
  /// As a whole; what it is called by is all zeros.
  case organization
}

/// A job that this process holds for a while.
///
/// Whoever changes a subject adds a job in the same transaction, unless there is an open one; that
/// one may have been claimed before the transaction ends. So a handler reads its subjects under a
/// lock that conflicts with their writers' (`for share` of the row they update first), or writes
/// its result only if the subject is still what was read. Else it can miss a change.
public struct ClaimedJob: Sendable, Hashable {
  public let organizationID: String
  public let jobID: UUID
  public let subjectKind: JobSubjectKind
  public let subjectID: UUID
  /// Which attempt this is, from 1; one that was given back or crashed does not count.
  public let attempt: Int
  /// Goes up with each lease and each end of one: once it has, this process holds the job no longer.
  public let fencingToken: Int64
}
