import ArgumentParser
import Foundation
import LocalStack
import RedisStreams

/// Which PostgreSQL and Redis to use.
struct BackendOptions: ParsableArguments {
  @Option(name: Settings.databaseURL.name, help: Settings.databaseURL.help)
  var databaseURL: String?
  @Option(name: Settings.redisURL.name, help: Settings.redisURL.help)
  var redisURL: String?
  @OptionGroup var stack: StackOptions

  func validate() throws { _ = try redis() }

  /// The database that was given; `nil` asks for a private one.
  func database() throws -> String? {
    try Settings.databaseURL.given(databaseURL)?.parse(
      expecting: "postgresql://[USER[:PASSWORD]@]HOST[:PORT]/DATABASE"
    ) { url in
      url.hasPrefix("postgresql://") || url.hasPrefix("postgres://") ? url : nil
    }
  }

  /// The database that was given, else that of the private stack that is running.
  func attachedDatabase() throws -> String { try attached().databaseURL }

  /// The database and the Redis that were given, else those of the private stack that is running.
  func attached() throws -> AttachedBackends {
    if let url = try database() {
      return AttachedBackends(databaseURL: url, redis: try redis(), dataDirectory: nil)
    }
    let directory = stack.configuration().dataDirectory
    let record = try LocalStack.attach(dataDirectory: directory)
    guard let url = record.databaseURL, let redisURL = record.redisURL else {
      throw ValidationError(
        "the Engram of \(directory), process \(record.processID), is still starting")
    }
    return AttachedBackends(
      databaseURL: url, redis: try RedisAddress(redisURL), dataDirectory: directory)
  }

  /// The Redis that was given; `nil` asks for a private one.
  func redis() throws -> RedisAddress? {
    let address = try Settings.redisURL.given(redisURL)?.parse { try RedisAddress($0) }
    let database = try database()
    guard address == nil || database != nil else {
      throw ValidationError(
        "a Redis was given without a database: expected --database-url too, or neither")
    }
    return address
  }
}

/// A PostgreSQL and a Redis that are running.
struct AttachedBackends: Sendable {
  let databaseURL: String
  /// `nil` for a database without a Redis.
  let redis: RedisAddress?
  /// The data directory of the private stack that they are; `nil` when they were given.
  let dataDirectory: String?
}

/// How to run, or find, the private PostgreSQL and Redis.
struct StackOptions: ParsableArguments {
  @Option(name: Settings.dataDirectory.name, help: Settings.dataDirectory.help)
  var dataDirectory: String?
  @Option(name: Settings.runtimeDirectory.name, help: Settings.runtimeDirectory.help)
  var runtimeDirectory: String?
  @Option(name: Settings.postgresBinaries.name, help: Settings.postgresBinaries.help)
  var postgresBinaries: String?

  func configuration() -> LocalStackConfiguration {
    LocalStackConfiguration(
      dataDirectory: absolute(Settings.dataDirectory, dataDirectory)
        ?? LocalStackConfiguration.defaultDataDirectory,
      runtimeDirectory: absolute(Settings.runtimeDirectory, runtimeDirectory),
      postgresBinaries: absolute(Settings.postgresBinaries, postgresBinaries))
  }

  private func absolute(_ setting: Setting, _ value: String?) -> String? {
    setting.given(value).map { URL(filePath: $0.text).standardizedFileURL.path }
  }
}
