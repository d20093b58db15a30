/// An id that the caller chose: 1 to 128 bytes of UTF-8 without control characters, compared byte
/// by byte.
///
/// `Kind` keeps the id of a user from being taken for that of a project.
public struct CallerID<Kind>: Sendable {
  /// The most bytes of an id.
  public static var maxBytes: Int { 128 }

  /// The id as the caller wrote it.
  public let text: String

  /// Checks an id that came from a caller.
  public init(_ text: String) throws(RuleViolation) {
    guard !text.isEmpty else { throw RuleViolation("must not be empty") }
    guard text.utf8.count <= Self.maxBytes else {
      throw RuleViolation("must be at most \(Self.maxBytes) bytes")
    }
    guard !Self.holdsControlCharacter(text) else {
      throw RuleViolation("must not hold control characters")
    }
    self.text = text
  }

  private static func holdsControlCharacter(_ text: String) -> Bool {
    // ASCII needs no table of Unicode's.
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return false }
    return text.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// From the position in a page token; `nil` when it can't be an id.
  init?(bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self), let id = try? Self(text) else {
      return nil
    }
    self = id
  }

  /// An id that the database holds.
  init(stored text: String) {
    self.text = text
  }
}

extension CallerID: Hashable {
  /// Compares bytes: to Unicode, two spellings of one character are equal; to an id, they are not.
  public static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

/// The id of an organization.
public typealias OrganizationID = CallerID<OrganizationKind>
/// The id of a project, within its organization.
public typealias ProjectID = CallerID<ProjectKind>
/// The id of a user, within its organization.
public typealias UserID = CallerID<UserKind>
