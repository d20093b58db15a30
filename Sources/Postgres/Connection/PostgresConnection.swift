import CLibPQ

/// One connection to PostgreSQL; owns a `PGconn`.
///
/// Not `Sendable`: it stays on the thread, or in the actor, that opened it.
@safe struct PostgresConnection: ~Copyable {
  private let handle: OpaquePointer

  /// Takes ownership of `handle`; `PQfinish` runs exactly once, in `deinit`.
  init(adopting handle: OpaquePointer) {
    unsafe self.handle = handle
    // Notices would go to standard error.
    unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
  }

  deinit { unsafe PQfinish(handle) }

  /// Begins to connect; `continueConnecting` goes on. Looking a host name up blocks.
  static func starting(_ options: ConnectionOptions) throws(PostgresError) -> PostgresConnection {
    let connection = try unsafe open(options) { unsafe PQconnectStartParams($0, $1, 1) }
    try connection.check { $0 != CONNECTION_BAD }
    return connection
  }

  /// Connects, blocking.
  static func connecting(
    _ options: ConnectionOptions
  ) throws(PostgresError) -> PostgresConnection {
    let connection = try unsafe open(options) { unsafe PQconnectdbParams($0, $1, 1) }
    try connection.check { $0 == CONNECTION_OK }
    return connection
  }

  private static func open(
    _ options: ConnectionOptions,
    _ connect: (
      UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>
    ) -> OpaquePointer?
  ) throws(PostgresError) -> PostgresConnection {
    try options.validate()
    let keywords = options.keywords
    let handle = unsafe withCStrings(keywords.map(\.name)) { names in
      unsafe withCStrings(keywords.map(\.value)) { values in unsafe connect(names, values) }
    }
    guard let handle = unsafe handle else { throw .connection("there is no memory for it") }
    return unsafe PostgresConnection(adopting: handle)
  }

  private func check(_ isGood: (ConnStatusType) -> Bool) throws(PostgresError) {
    guard isGood(unsafe PQstatus(handle)) else {
      throw .connection("it could not be made", serverMessage: errorMessage)
    }
  }

  /// The socket, for `poll`; negative when there is none.
  var socket: Int32 { unsafe PQsocket(handle) }

  /// What libpq last complained about, for logs.
  var errorMessage: String {
    let message = unsafe String(cString: PQerrorMessage(handle))
    return String(message.prefix { !$0.isNewline })
  }

  // MARK: Connecting without blocking

  enum Progress {
    case wantsToRead, wantsToWrite, connected, failed
  }

  /// Goes on with connecting once the socket is ready.
  func continueConnecting() -> Progress {
    switch unsafe PQconnectPoll(handle) {
    case PGRES_POLLING_READING: .wantsToRead
    case PGRES_POLLING_WRITING: .wantsToWrite
    case PGRES_POLLING_OK: .connected
    default: .failed
    }
  }

  // MARK: Pipeline mode

  /// Turns to pipeline mode, without blocking from now on.
  func enterPipelineMode() -> Bool {
    unsafe PQsetnonblocking(handle, 1) == 0 && PQenterPipelineMode(handle) == 1
  }

  /// Sends a statement to be prepared.
  func sendPrepare(_ preparation: Preparation, name: String) -> Bool {
    unsafe PQsendPrepare(
      handle, name, preparation.statement.sql, Int32(preparation.types.count), preparation.types)
      == 1
  }

  /// Sends a prepared statement to be run, its result wanted in binary form.
  func sendPrepared(_ name: String, _ parameters: EncodedParameters) -> Bool {
    unsafe parameters.withPointers { count, values, lengths, formats in
      unsafe PQsendQueryPrepared(handle, name, count, values, lengths, formats, 1) == 1
    }
  }

  /// Sends a statement to be run at once, its result wanted in binary form.
  func send(_ sql: String, _ parameters: EncodedParameters) -> Bool {
    unsafe parameters.withPointers { count, values, lengths, formats in
      unsafe PQsendQueryParams(
        handle, sql, count, parameters.types, values, lengths, formats, 1) == 1
    }
  }

  /// Ends a segment: what was sent since the last sync commits, or rolls back.
  func sendSync() -> Bool {
    unsafe PQpipelineSync(handle) == 1
  }

  enum Flushed {
    case done, blocked, failed
  }

  /// Writes what the socket takes.
  func flush() -> Flushed {
    switch unsafe PQflush(handle) {
    case 0: .done
    case 1: .blocked
    default: .failed
    }
  }

  /// Reads what the socket has; `false` when the connection is lost.
  func consumeInput() -> Bool {
    unsafe PQconsumeInput(handle) == 1
  }

  /// Whether the next result has not arrived in full.
  var isBusy: Bool { unsafe PQisBusy(handle) == 1 }

  /// The next result; `nil` marks the end of one statement's results.
  func nextResult() -> PostgresResult? {
    guard let result = unsafe PQgetResult(handle) else { return nil }
    return unsafe PostgresResult(adopting: result)
  }

  // MARK: Blocking

  /// Runs statements without parameters, blocking; returns the last one's result.
  func execute(_ sql: String) -> PostgresResult? {
    guard let result = unsafe PQexec(handle, sql) else { return nil }
    return unsafe PostgresResult(adopting: result)
  }

  /// Runs one statement, blocking; its result is in binary form.
  func execute(_ sql: String, _ parameters: EncodedParameters) -> PostgresResult? {
    let result = unsafe parameters.withPointers { count, values, lengths, formats in
      unsafe PQexecParams(handle, sql, count, parameters.types, values, lengths, formats, 1)
    }
    guard let result = unsafe result else { return nil }
    return unsafe PostgresResult(adopting: result)
  }
}
