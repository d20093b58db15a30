import Foundation

extension LocalStack {
  /// What an inspection found of one thing that a private stack needs.
  public struct Finding: Sendable {
    /// The thing, such as `PostgreSQL`.
    public let subject: String
    /// What it is and where, or why it can't be used.
    public let result: Result<String, LocalStackError>
  }

  /// Looks for everything that a private stack of `configuration` needs; changes nothing.
  public static func inspect(_ configuration: LocalStackConfiguration) async -> [Finding] {
    await onThread {
      [
        Finding(subject: "PostgreSQL") { () throws(LocalStackError) in
          let data = configuration.dataDirectory + "/postgresql"
          let chosen = try PostgresBinaries.choose(
            override: configuration.postgresBinaries, dataVersion: PostgresServer.version(of: data))
          return "\(chosen.version) with vector in \(chosen.path)"
        },
        Finding(subject: "Redis") { () throws(LocalStackError) in try RedisServer.find() },
        Finding(subject: "setpriv") { () throws(LocalStackError) in try ServerUser.findLauncher() },
        Finding(subject: "user") { () throws(LocalStackError) in
          let user = try ServerUser.choose(dataDirectory: configuration.dataDirectory)
          return "the servers run as \(user.name)"
        },
        Finding(subject: "data directory") { () throws(LocalStackError) in
          try DataDirectory.describe(configuration.dataDirectory)
        },
        Finding(subject: "socket folder") { () throws(LocalStackError) in
          try RuntimeDirectory.check(configuration.socketBase)
          return configuration.socketBase
        },
      ]
    }
  }
}

extension LocalStack.Finding {
  fileprivate init(subject: String, _ look: () throws(LocalStackError) -> String) {
    self.init(subject: subject, result: Result(catching: look))
  }
}
