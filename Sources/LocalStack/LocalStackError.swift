/// Why the private PostgreSQL and Redis could not be started or found.
public struct LocalStackError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, for callers that act on it.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name, such as `dataDirectoryInUse`.
    public let description: String

    /// Another living process runs the stack of this data directory.
    public static let dataDirectoryInUse = Code(description: "dataDirectoryInUse")
    /// The data directory can't be made, read or used for this purpose.
    public static let invalidDataDirectory = Code(description: "invalidDataDirectory")
    /// The folder for the Unix sockets can't be made, or its path is too long.
    public static let invalidRuntimeDirectory = Code(description: "invalidRuntimeDirectory")
    /// A program that is needed is not installed.
    public static let missingProgram = Code(description: "missingProgram")
    /// There is no unprivileged user to run the servers as, or it can't reach a file it needs.
    public static let unusableUser = Code(description: "unusableUser")
    /// PostgreSQL or Redis did not start, or ended by itself.
    public static let serverFailed = Code(description: "serverFailed")
    /// No process runs the stack of this data directory.
    public static let notRunning = Code(description: "notRunning")
  }

  /// What went wrong.
  public let code: Code
  /// What was attempted and what came of it, one sentence.
  public let message: String
  /// What the reader can do about it, one sentence; `nil` where nothing helps in general.
  public let remedy: String?

  init(_ code: Code, _ message: String, remedy: String? = nil) {
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// The message and the remedy, for people.
  public var description: String {
    guard let remedy else { return message }
    return "\(message)\n\(remedy)"
  }
}
