import FoundationEssentials

/// How lanes connect, and their limits.
public struct LanesConfiguration: Sendable {
  /// What metrics and logs call this group of lanes.
  public var name: String
  /// The database, as a libpq URI: `postgresql://USER@HOST:PORT/DATABASE`.
  public var url: String
  /// The role to take on after connecting; `nil` stays the login's.
  public var role: String?
  /// Connections, each with a thread of its own.
  public var laneCount: Int

  /// Units that may be sent without an answer, for each lane. Work beyond waits where its
  /// deadline can still drop it.
  public var maxInFlightUnits = 64
  /// Units that may wait or be in flight, for each lane; the next one is refused as `overloaded`.
  public var maxQueuedUnits = 1024
  /// Bytes of parameters that may wait or be in flight, for each lane.
  public var maxQueuedBytes = 64 << 20
  /// How long a unit may wait to be sent, whether for a connection or behind others.
  public var maxQueueWait = Duration.seconds(10)

  /// How long connecting may take, setting the session up included. An attempt from before a server
  /// came back may never be answered, so this delays recovery.
  public var connectTimeout = Duration.seconds(5)
  /// PostgreSQL's `statement_timeout`.
  public var statementTimeout = Duration.seconds(15)
  /// PostgreSQL's `lock_timeout`.
  public var lockTimeout = Duration.seconds(5)
  /// PostgreSQL's `idle_in_transaction_session_timeout`: frees the locks of a unit whose other
  /// half never arrives.
  public var idleInTransactionTimeout = Duration.seconds(15)
  /// How long a lane may wait for the next answer before it gives the connection up. Longer than
  /// `statementTimeout`, so that a slow statement ends alone and in order.
  public var silenceTimeout = Duration.seconds(30)
  /// The longest wait between two attempts to connect: how long a server that is back may go
  /// unnoticed.
  public var maxReconnectDelay = Duration.seconds(1)
  /// Whether a unit's end waits for the disk. Where it does not, a crash of the server may undo the
  /// last ones, the latest first and never in part: for what is done again when it is lost.
  public var commitsAreDurable = true
  /// PostgreSQL's `application_name`.
  public var applicationName = "engram"

  /// As many lanes as there are processors, at least 2: each keeps a thread here and a process of
  /// the server busy, and more of them than can run only take time from each other.
  public static var standardLaneCount: Int { max(2, ProcessInfo.processInfo.activeProcessorCount) }

  /// Lanes to the database at `url`.
  public init(
    name: String, url: String, role: String? = nil, laneCount: Int = Self.standardLaneCount
  ) {
    self.name = name
    self.url = url
    self.role = role
    self.laneCount = laneCount
  }
}
