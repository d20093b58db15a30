public import Foundation

/// Processes by where they work: the private servers all have their data folder as working
/// directory.
public enum WorkingProcesses {
  /// The living processes whose working directory is `folder`, which is absolute, or below it.
  public static func find(in folder: String) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
      return place.map { ($0 + "/").hasPrefix(folder + "/") } ?? false
    }
  }
}
