/// Why the domain did not do what it was asked; fit for users, never holds contents.
public enum DomainError: Error, Sendable, Hashable {
  /// A field breaks a rule. `field` is its path in the request, such as `messages[2].content`;
  /// `reason` says what was expected of it.
  case invalidArgument(field: String, reason: String)
  /// What was asked for is not there, or belongs to another organization. `field` is the path of
  /// its id where the request has several.
  case notFound(Resource, field: String? = nil)
  /// The id at the path `field` is taken, by another request than this one.
  case alreadyExists(Resource, field: String)
  /// What the call would use is still being erased; `retryAfter` is a good moment to ask again.
  case unavailable(Resource, retryAfter: Duration)
  /// Others were faster, again and again; nothing was written and a retry may well succeed.
  case aborted(Resource)
  /// The conversation has a chat running, and one at a time; nothing was written.
  case chatRunning
  /// The process is about to end.
  case shuttingDown
  /// The state of what was named does not allow it; a retry won't help.
  case failedPrecondition(Resource, Obstacle)

  /// A kind of thing that the service keeps.
  public enum Resource: String, Sendable, Hashable {
    case organization, project, user, conversation, message, memory, document, consolidation, job,
      receipt
    case embeddingModel = "embedding model"
  }

  /// What stands in the way, a constant for programs.
  public enum Obstacle: String, Sendable, Hashable {
    case jobNotDead = "JOB_NOT_DEAD"
    case consolidationFailed = "CONSOLIDATION_FAILED"
    case summaryMerged = "SUMMARY_MERGED"
    case summaryNotLatest = "SUMMARY_NOT_LATEST"
    case messagesErased = "MESSAGES_ERASED"
    case messagesNotThere = "MESSAGES_NOT_THERE"
    case latestMessagesTooLarge = "LATEST_MESSAGES_TOO_LARGE"
    case noMasterKey = "NO_MASTER_KEY"

    /// What was expected.
    public var expectation: String {
      switch self {
      case .jobNotDead: "is not dead: only a job that failed for good is opened again"
      case .consolidationFailed: "failed for good; its job says why, and can be tried again"
      case .summaryMerged: "is part of a summary of a higher level, or is one"
      case .summaryNotLatest: "is not the latest: a later one has to be undone first"
      case .messagesErased: "can't be undone: what its messages said is erased"
      case .messagesNotThere: "does not have the messages up to min_seq"
      case .latestMessagesTooLarge:
        "ends with messages that are larger than a reply may be; append shorter ones"
      case .noMasterKey: "can't have a key of its own: the deployment has no ENGRAM_MASTER_KEY"
      }
    }
  }

  /// When to ask again for what is being erased.
  static let erasureRetry = Duration.seconds(1)

  /// The same error for a field that lies within the one at `path`.
  public func inside(_ path: String) -> DomainError {
    guard case .invalidArgument(let field, let reason) = self else { return self }
    return .invalidArgument(field: "\(path).\(field)", reason: reason)
  }
}
