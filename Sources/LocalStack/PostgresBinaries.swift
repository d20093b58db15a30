import Foundation

/// An installation of PostgreSQL's server programs.
public struct PostgresBinaries: Sendable, Hashable {
  /// The folder with `postgres` and `initdb`.
  public let path: String
  /// The full version, such as `16.14`.
  public let version: String
  /// Whether the `vector` extension, 0.7 or later, is installed with it.
  public let hasVector: Bool

  /// The part of the version that a data directory depends on.
  public var majorVersion: String { String(version.prefix { $0.isNumber }) }

  /// The least major version that Engram's statements work with.
  public static let minMajorVersion = 15
  /// The least version of pgvector, the first with half floats.
  private static let minVectorVersion = [0, 7]

  /// Every installation in the places where systems and `scripts/install.sh` put them, the
  /// system's first and of these the newest first. Blocks while it asks each for its version.
  ///
  /// - Parameter override: the only folder to look in, when there is one.
  public static func find(override: String? = nil) -> [PostgresBinaries] {
    let places = override.map { [$0] } ?? system + installed
    return places.compactMap(PostgresBinaries.init(path:))
  }

  /// How to get an installation.
  public static let remedy =
    "Run scripts/install.sh run, or install PostgreSQL \(minMajorVersion) or later with pgvector, or set ENGRAM_POSTGRES_BIN."

  /// Chooses the installation for a data directory: a supported one with `vector`, for
  /// existing data of its major version.
  static func choose(
    override: String?, dataVersion: String?
  ) throws(LocalStackError) -> PostgresBinaries {
    let all = find(override: override)
    let suitable = all.filter {
      (Int($0.majorVersion) ?? 0) >= minMajorVersion
        && (dataVersion == nil || $0.majorVersion == dataVersion)
    }
    if let best = suitable.first(where: \.hasVector) { return best }
    let wanted =
      dataVersion.map { "PostgreSQL \($0), which the data was made with," }
      ?? "PostgreSQL \(minMajorVersion) or later"
    let found = all.map {
      "\($0.path) (\($0.version)\($0.hasVector ? "" : ", no vector of 0.7 or later"))"
    }
    throw LocalStackError(
      .missingProgram,
      "\(wanted) with the vector extension is not installed; found: "
        + (found.isEmpty ? "none" : found.joined(separator: ", ")),
      remedy: remedy)
  }

  func program(_ name: String) -> String { path + "/" + name }

  private init?(path: String) {
    let executable = FileManager.default.isExecutableFile(atPath:)
    guard executable(path + "/postgres"), executable(path + "/initdb"),
      let result = try? ChildProcess.run([path + "/pg_config", "--version", "--sharedir"]),
      result.exit == .status(0)
    else { return nil }
    let lines = result.output.split(separator: "\n")
    // Such as `PostgreSQL 15.20 (Debian 15.20-0+deb12u1)`.
    guard lines.count == 2, let version = lines[0].split(separator: " ").dropFirst().first else {
      return nil
    }
    self.path = path
    self.version = String(version)
    hasVector = Self.hasVector(control: lines[1] + "/extension/vector.control")
  }

  /// Whether the extension is there, and knows half floats.
  private static func hasVector(control path: String) -> Bool {
    guard let control = try? String(contentsOfFile: path, encoding: .utf8) else { return false }
    guard
      let line = control.split(separator: "\n").first(where: { $0.hasPrefix("default_version") })
    else { return true }
    return isSupportedVector(String(line.filter { $0.isNumber || $0 == "." }))
  }

  /// Whether a version of pgvector, such as `0.8.5`, has all that is used of it.
  public static func isSupportedVector(_ version: String) -> Bool {
    let numbers = version.split(separator: ".").map { Int($0) ?? 0 }
    return !numbers.lexicographicallyPrecedes(minVectorVersion)
  }

  private static var system: [String] {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap(Int.init).sorted(by: >).map { "\(root)/\($0)/bin" }
  }

  private static var installed: [String] {
    let shared = "/usr/local/lib/engram/postgresql/bin"
    // Root's servers run as another user, which can't reach root's home.
    return geteuid() == 0
      ? [shared] : [NSHomeDirectory() + "/.local/lib/engram/postgresql/bin", shared]
  }
}
