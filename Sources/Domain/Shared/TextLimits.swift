/// The limits of texts, in bytes of UTF-8.
public enum TextLimits {
  /// Names of organizations, projects and users, and titles of conversations and
  /// documents.
  public static let maxNameBytes = 500
  /// The author's name on a message.
  public static let maxAuthorBytes = 128
  /// The content of a message.
  public static let maxContentBytes = 1_048_576
  /// The content of a memory.
  public static let maxMemoryBytes = 65_536
  /// The content of a document.
  public static let maxDocumentBytes = 3_145_728
  /// Where a document comes from.
  public static let maxSourceURIBytes = 2_048
  /// A summary of messages.
  static let maxSummaryBytes = 262_144
  /// The query of a search.
  public static let maxQueryBytes = 16_384
  /// Instructions that a context begins with.
  public static let maxInstructionBytes = 65_536

  /// Returns `text` if it is short enough; else an error for the field at this path.
  static func check(
    _ text: String, atMost limit: Int, field: String
  ) throws(DomainError) -> String {
    guard text.utf8.count <= limit else {
      throw RuleViolation("must be at most \(limit) bytes; it has \(text.utf8.count)").at(field)
    }
    return text
  }
}
