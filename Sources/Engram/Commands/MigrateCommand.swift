import ArgumentParser
import Domain
import Foundation
import LocalStack
import Postgres

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Bring the database's schema up to date, or say what there is to do.",
    discussion: """
      Works on the database of --database-url, else on that of a running private stack. \
      `engram serve` does the same at each start.
      """)

  @Flag(help: "Only say what is applied and what is pending.")
  var status = false
  @OptionGroup var backends: BackendOptions
  @OptionGroup var logging: LogOptions

  func run() async throws {
    let migrator = Migrator(
      url: try databaseURL(), migrations: DomainMigrations.all, logger: try logging.logger())
    if status {
      try await describe(migrator.status())
    } else {
      let applied = try await migrator.apply()
      for migration in applied {
        StandardOutput.line("\(migration.number) \(migration.name): applied now")
      }
      if applied.isEmpty { StandardOutput.line("nothing to apply") }
    }
  }

  private func databaseURL() throws -> String {
    if let url = try backends.database() { return url }
    let directory = backends.stack.configuration().dataDirectory
    let record = try LocalStack.attach(dataDirectory: directory)
    guard let url = record.databaseURL else {
      throw ValidationError(
        "the Engram of \(directory), process \(record.processID), is still starting")
    }
    return url
  }

  private func describe(_ status: MigrationStatus) {
    for migration in status.applied { describe(migration, "applied") }
    for migration in status.pending {
      StandardOutput.line("\(migration.number) \(migration.name): pending")
    }
    for migration in status.unknown { describe(migration, "applied by a newer engram") }
  }

  private func describe(_ migration: MigrationStatus.Applied, _ state: String) {
    let seconds = Double(migration.appliedAt.microsecondsSinceUnixEpoch) / 1_000_000
    let time = Date(timeIntervalSince1970: seconds).ISO8601Format()
    StandardOutput.line("\(migration.number) \(migration.name): \(state) \(time)")
  }
}
