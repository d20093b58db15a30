import ArgumentParser
import Logging

/// What is logged, on standard error.
struct LogOptions: ParsableArguments {
  @Option(name: Settings.logLevel.name, help: Settings.logLevel.help)
  var logLevel: String?

  func validate() throws { _ = try logger() }

  func logger() throws -> Logger {
    let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
    let level = try Settings.logLevel.given(logLevel)?.parse(expecting: "one of \(names)") {
      Logger.Level(rawValue: $0.lowercased())
    }
    return Self.logger(level ?? .info)
  }

  static func logger(_ level: Logger.Level) -> Logger {
    var logger = Logger(label: "engram") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    return logger
  }
}
