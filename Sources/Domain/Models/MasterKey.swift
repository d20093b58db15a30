import Crypto
import Foundation
import LLM

/// One master key: AES-256-GCM with a random nonce.
struct MasterKey: Sendable {
  private let key: SymmetricKey
  /// Tells master keys apart: the beginning of a hash of the key.
  let id: [UInt8]

  init(_ bytes: [UInt8]) {
    key = SymmetricKey(data: bytes)
    var hash = SHA256()
    hash.update(data: Array("engram master key".utf8))
    hash.update(data: bytes)
    id = Array(hash.finalize().prefix(SealedKey.idBytes))
  }

  func seal(_ secret: APIKey, for purpose: [UInt8]) throws -> SealedKey {
    let box = try AES.GCM.seal(Array(secret.secret.utf8), using: key, authenticating: purpose)
    return SealedKey(
      masterKeyID: id, box: Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
  }

  /// `nil` for what was not sealed so, with this key and for this purpose.
  func open(_ sealed: SealedKey, for purpose: [UInt8]) -> APIKey? {
    guard let box = try? AES.GCM.SealedBox(combined: sealed.box),
      let bytes = try? AES.GCM.open(box, using: key, authenticating: purpose)
    else { return nil }
    return String(validating: bytes, as: UTF8.self).map(APIKey.init)
  }
}

/// An encrypted key as it is stored: a version of 1 byte, the master key's id of 8, a nonce of 12, what
/// is encrypted, and a tag of 16.
struct SealedKey: Sendable, Hashable {
  static let idBytes = 8
  private static let version: UInt8 = 1

  let bytes: [UInt8]

  init(masterKeyID: [UInt8], box: [UInt8]) {
    bytes = [Self.version] + masterKeyID + box
  }

  init(stored bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What AES-GCM made.
  var box: [UInt8] { Array(bytes.dropFirst(1 + Self.idBytes)) }

  func isSealed(by master: MasterKey) -> Bool {
    bytes.first == Self.version && bytes.dropFirst().prefix(Self.idBytes).elementsEqual(master.id)
  }
}
