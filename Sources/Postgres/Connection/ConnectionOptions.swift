import CLibPQ

/// What a connection is opened with.
struct ConnectionOptions: Sendable {
  let url: String
  let applicationName: String
  /// `nil` leaves it to the caller to give up.
  var timeout: Duration?

  /// libpq's keywords in the order that it reads them: those before the URL are defaults, which
  /// the URL may override; those behind it hold.
  var keywords: [(name: String, value: String)] {
    var keywords = [
      (name: "application_name", value: applicationName),
      (name: "keepalives", value: "1"),
      (name: "keepalives_idle", value: "30"),
      (name: "keepalives_interval", value: "10"),
      (name: "keepalives_count", value: "3"),
      (name: "tcp_user_timeout", value: "30000"),
      (name: "dbname", value: url),
      (name: "client_encoding", value: "UTF8"),
    ]
    if let timeout {
      keywords.append((name: "connect_timeout", value: "\(max(timeout.components.seconds, 2))"))
    }
    return keywords
  }

  /// Throws `configuration` unless libpq understands the URL. What libpq writes about it may quote
  /// its password, so that is not passed on.
  func validate() throws(PostgresError) {
    let isURI = ["postgresql://", "postgres://"].contains { url.hasPrefix($0) }
    guard isURI, let options = unsafe PQconninfoParse(url, nil) else {
      throw PostgresError(
        .configuration, attempted: "database URL",
        reason: "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
    }
    unsafe PQconninfoFree(options)
  }
}
