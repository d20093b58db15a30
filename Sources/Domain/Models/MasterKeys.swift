import Foundation
public import LLM

/// Encrypts the keys of organizations with a key of the deployment's.
///
/// Nothing that prints or inspects values shows a key.
public struct MasterKeys: Sendable, CustomStringConvertible, CustomReflectable {
  /// Bytes of a master key.
  private static let keyBytes = 32
  /// What is sealed, so that it opens as nothing else.
  private static let field = "organization_settings.llm_api_key"

  private let current: MasterKey
  private let previous: MasterKey?

  /// Reads master keys: 32 bytes each, in base64 or as hexadecimal digits. What `previous` encrypted
  /// can be read too. Throws a violation that repeats nothing of them.
  public init(current: APIKey, previous: APIKey? = nil) throws(RuleViolation) {
    self.current = try Self.parse(current)
    if let previous { self.previous = try Self.parse(previous) } else { self.previous = nil }
  }

  public var description: String { "(master keys)" }
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// An organization's key, encrypted for it alone.
  func seal(_ key: APIKey, of organization: OrganizationID) throws -> SealedKey {
    try current.seal(key, for: Self.purpose(organization))
  }

  /// The key that was sealed for the organization.
  ///
  /// Throws `LLMError` when it was sealed with another master key, or for another organization.
  func open(_ sealed: SealedKey, of organization: OrganizationID) throws(LLMError) -> APIKey {
    for master in [current, previous].compactMap(\.self) where sealed.isSealed(by: master) {
      if let key = master.open(sealed, for: Self.purpose(organization)) { return key }
    }
    throw Self.unreadable(
      "it was encrypted with another master key; ENGRAM_MASTER_KEY_PREVIOUS may hold the one before"
    )
  }

  /// The key that was sealed for the organization, where there may be no master keys.
  ///
  /// Throws as `open` does, and when there are none.
  static func open(
    _ sealed: SealedKey, of organization: OrganizationID, with masterKeys: MasterKeys?
  ) throws(LLMError) -> APIKey {
    guard let masterKeys else {
      throw unreadable("it is encrypted, and ENGRAM_MASTER_KEY is not set")
    }
    return try masterKeys.open(sealed, of: organization)
  }

  /// Whether it was sealed with the master key that seals now.
  func isCurrent(_ sealed: SealedKey) -> Bool { sealed.isSealed(by: current) }

  /// Why an organization's key can't be used.
  private static func unreadable(_ reason: String) -> LLMError {
    LLMError(.invalidEndpoint, attempted: "reading an organization's API key", reason: reason)
  }

  private static func purpose(_ organization: OrganizationID) -> [UInt8] {
    Array("engram\0\(field)\0\(organization.text)".utf8)
  }

  private static func parse(_ key: APIKey) throws(RuleViolation) -> MasterKey {
    let text = key.secret
    guard let bytes = hexadecimal(text) ?? Data(base64Encoded: text).map({ Array($0) }),
      bytes.count == keyBytes
    else {
      throw RuleViolation("must be 32 bytes, in base64 or as 64 hexadecimal digits")
    }
    return MasterKey(bytes)
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 2 * keyBytes else { return nil }
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 2 * keyBytes else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
