/// A queue that this process works on, and how.
public struct JobQueueConfiguration: Sendable {
  /// The queue.
  public var queue: JobQueue
  /// Does its jobs.
  public var handler: any JobHandler
  /// Batches that this process works on at once, each with a connection to Redis of its own. With 0
  /// it works on none, and still publishes the queue's jobs and sweeps.
  public var workerCount = 2
  /// Jobs that a worker claims and handles at once, at most.
  public var batchSize = 1
  /// Whether jobs that are done stay, for people to see.
  public var keepsDone = false
  /// How long a worker may be silent before its jobs are taken from it. It says that it is there three
  /// times as often.
  public var lease = Duration.seconds(60)
  /// Between two sweeps, which take the jobs of silent workers back.
  public var sweep = Duration.seconds(10)
  /// So many lost workers make a job dead.
  public var maxCrashes: Int32 = 5
  /// The waits between attempts.
  public var retryDelays = RetryDelays()

  /// A queue with its handler.
  public init(_ queue: JobQueue, handler: any JobHandler) {
    self.queue = queue
    self.handler = handler
  }
}

/// Growing waits between attempts, each anywhere between nothing and its limit ("full jitter"), so
/// that what failed together does not come back together.
public struct RetryDelays: Sendable {
  /// The longest wait after the first failure; it doubles with each further one.
  public var first = Duration.seconds(1)
  /// The longest wait of all.
  public var longest = Duration.seconds(600)

  /// The usual ones.
  public init() {}

  /// The wait after the failure of `attempt`, counted from 1. What the other side `asked` for is
  /// waited in full, and then not by everybody alike.
  func next(after attempt: Int, asked: Duration?) -> Duration {
    let jitter = Double.random(in: 0...1)
    if let asked { return asked + first * jitter }
    let limit = first * Double(sign: .plus, exponent: min(max(attempt, 1) - 1, 40), significand: 1)
    return min(limit, longest) * jitter
  }
}

/// How often each part of the job machinery looks around.
public struct JobTimings: Sendable {
  /// Between two looks for what is to be published, where nobody asks for one.
  public var relay = Duration.seconds(1)
  /// For how long a relay that was told of a job waits for more of them.
  public var gather = Duration.milliseconds(30)
  /// After which an open job is published again.
  public var stale = Duration.seconds(60)
  /// For how long a worker that hears nothing waits before it looks by itself.
  public var poll = Duration.seconds(2)
  /// After which a consumer's wake-ups are taken over.
  public var abandoned = Duration.seconds(60)
  /// After which a consumer that holds nothing is removed.
  public var dead = Duration.seconds(600)
  /// For how long handlers may go on when the process is to stop; what they have not done then is
  /// given back.
  public var drain = Duration.seconds(1)
  /// For how long jobs that are done stay, in queues that keep them.
  public var retention = Duration.seconds(7 * 86_400)

  /// The usual ones.
  public init() {}
}
