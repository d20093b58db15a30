import Foundation

/// What a target starts from.
public enum SeedCorpus {
  /// The folder that the seeds are asked for in.
  private static let folderVariable = "ENGRAM_FUZZ_SEEDS"

  /// Writes a file for each seed and ends the process, where that was asked for. To be called from
  /// `LLVMFuzzerInitialize`.
  public static func writeIfAsked(_ seeds: [[UInt8]]) {
    guard let folder = ProcessInfo.processInfo.environment[folderVariable] else { return }
    do {
      for (number, seed) in seeds.enumerated() {
        try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
      }
      exit(0)
    } catch {
      fatalError("cannot write seeds to \(folder): \(error)")
    }
  }
}
