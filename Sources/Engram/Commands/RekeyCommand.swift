import ArgumentParser
import Domain
import Logging
import Postgres

struct RekeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rekey",
    abstract: "Encrypt organizations' API keys anew with the current master key.",
    discussion: """
      Needs the master key before, too. Works on the database of --database-url, else on that of a \
      running private stack. Servers go on meanwhile, if they have both keys. May be repeated.
      """)

  @OptionGroup var backends: BackendOptions
  @OptionGroup var master: MasterKeyOptions
  @OptionGroup var logging: LogOptions

  func run() async throws {
    guard let keys = try master.keys() else {
      throw ValidationError("expected a master key: ENGRAM_MASTER_KEY or --master-key-file")
    }
    let lanes = try PostgresLanes(
      LanesConfiguration(
        name: "rekey", url: try backends.attachedDatabase(), role: "engram_system", laneCount: 1),
      logger: try logging.logger())
    lanes.start()
    do {
      try describe(await KeyRotation(lanes: lanes, masterKeys: keys).run())
    } catch {
      await lanes.shutdown()
      throw error
    }
    await lanes.shutdown()
  }

  private func describe(_ outcome: KeyRotation.Outcome) throws {
    StandardOutput.line(
      "\(outcome.changed) keys encrypted anew, \(outcome.unchanged) were already")
    if outcome.unreadable > 0 {
      throw OperatorError(
        "\(outcome.unreadable) keys are encrypted with another master key than the two given")
    }
  }
}
