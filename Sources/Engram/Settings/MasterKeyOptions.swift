import ArgumentParser
import Domain
import LLM

/// The key that organizations' API keys are encrypted with.
struct MasterKeyOptions: ParsableArguments {
  static let current = APIKeySource(file: Settings.masterKey, variable: "ENGRAM_MASTER_KEY")
  static let previous = APIKeySource(
    file: Settings.previousMasterKey, variable: "ENGRAM_MASTER_KEY_PREVIOUS")

  @Option(name: Settings.masterKey.name, help: Settings.masterKey.help)
  var masterKeyFile: String?
  @Option(name: Settings.previousMasterKey.name, help: Settings.previousMasterKey.help)
  var previousMasterKeyFile: String?

  /// Files are read when they are used: a pipe can be read once.
  func validate() throws {
    if masterKeyFile == nil, previousMasterKeyFile == nil { _ = try keys() }
  }

  /// `nil` when there is none.
  func keys() throws -> MasterKeys? {
    let previous = try Self.previous.key(previousMasterKeyFile)
    guard let current = try Self.current.key(masterKeyFile) else {
      if previous != nil {
        throw ValidationError("a previous master key was given without a master key")
      }
      return nil
    }
    do { return try MasterKeys(current: current, previous: previous) } catch {
      throw ValidationError("a master key \(error.reason)")
    }
  }
}
