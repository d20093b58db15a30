import ArgumentParser
import Domain

/// How much a process does in the background.
struct JobOptions: ParsableArguments {
  private static let maxWorkers = 64
  private static let maxDrainSeconds = 3_600.0
  private static let maxRetentionDays = 3_650

  @Option(name: Settings.workers.name, help: Settings.workers.help)
  var workers: String?
  @Option(name: Settings.jobDrain.name, help: Settings.jobDrain.help)
  var jobDrain: String?
  @Option(name: Settings.jobRetention.name, help: Settings.jobRetention.help)
  var jobRetention: String?

  func validate() throws { _ = try settings() }

  func settings() throws -> JobSettings {
    var settings = JobSettings()
    settings.workers =
      try Settings.workers.number(workers, in: 0...Self.maxWorkers) ?? settings.workers
    settings.timings.drain = try drain() ?? settings.timings.drain
    if let days = try Settings.jobRetention.number(jobRetention, in: 0...Self.maxRetentionDays) {
      settings.timings.retention = .seconds(days * 86_400)
    }
    return settings
  }

  private func drain() throws -> Duration? {
    try Settings.jobDrain.given(jobDrain)?.parse(expecting: "a number of seconds from 0 to 3600") {
      text -> Duration? in
      Double(text).flatMap {
        (0...Self.maxDrainSeconds).contains($0) ? .seconds($0) : nil
      }
    }
  }
}
