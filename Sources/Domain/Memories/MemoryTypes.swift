/// What kind of knowledge a memory is; the numbers are the database's.
public enum MemoryType: Int16, Sendable, Hashable, CaseIterable {
  /// Of use for the task at hand.
  case working = 1
  /// Something that happened.
  case episodic = 2
  /// Something that is so.
  case semantic = 3
}

/// Whose a memory is; the numbers are the database's.
public enum MemoryScope: Int16, Sendable, Hashable, CaseIterable {
  case organization = 1
  case project = 2
  case user = 3
}

/// What made a memory; the numbers are the database's.
public enum MemoryOrigin: Int16, Sendable, Hashable, CaseIterable {
  /// A caller stored it.
  case caller = 1
  /// It is a copy of a conversation's summary.
  case summary = 2
  /// It is a fact that was found when messages were summarised.
  case fact = 3
}

/// How much a memory matters, from 1 to 10.
public struct MemoryImportance: Sendable, Hashable {
  /// What counts where nothing is said.
  public static let standard = MemoryImportance(stored: 5)
  private static let range: ClosedRange<Int32> = 1...10

  public let value: Int16

  /// Checks a number that came from a caller.
  public init(_ value: Int32) throws(RuleViolation) {
    guard Self.range.contains(value) else {
      throw RuleViolation(
        "must be \(Self.range.lowerBound) to \(Self.range.upperBound); it is \(value)")
    }
    self.value = Int16(value)
  }

  /// A number that the database holds.
  init(stored value: Int16) {
    self.value = value
  }
}
