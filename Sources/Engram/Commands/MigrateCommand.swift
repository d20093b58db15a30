import ArgumentParser
import Domain
import Foundation
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
      url: try backends.attachedDatabase(), migrations: DomainMigrations.all,
      logger: try logging.logger())
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
