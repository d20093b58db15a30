import FoundationEssentials

/// Where a list goes on: opaque to callers, good only for the list and the filters it came from.
///
/// Base64url of a version, the list's kind, a digest over all of it and the filters, and the
/// position. The digest finds damage and mix-ups; it keeps no secret and grants nothing.
struct PageToken {
  /// The lists that have tokens; the numbers are part of the format.
  enum List: UInt8 {
    case organizations = 1
    case projects, users, conversations, messages, memories, jobs, consolidations, documents
  }

  private static let version: UInt8 = 1
  private static let digestBytes = 12

  let list: List
  /// What the list is filtered by, its organization included.
  let filters: [String]

  /// The token for a list that goes on after `position`.
  func text(after position: [UInt8]) -> String {
    let bytes = [Self.version, list.rawValue] + digest(of: position) + position
    let base64url = Data(bytes).base64EncodedString().utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      case UInt8(ascii: "="): nil
      default: byte
      }
    }
    return String(decoding: base64url, as: UTF8.self)
  }

  /// The position in a token; `nil` for the first page.
  ///
  /// Anybody can make a token whose digest is right, so `read` returns `nil` for bytes that are no
  /// position of the list.
  func position<Position>(
    from token: String, _ read: ([UInt8]) -> Position?
  ) throws(DomainError) -> Position? {
    if token.isEmpty { return nil }
    let base64 = token.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    let headBytes = 2 + Self.digestBytes
    guard token.utf8.count <= 1_024,
      let bytes = Data(base64Encoded: base64 + padding).map(Array.init),
      bytes.count >= headBytes, bytes[0] == Self.version, bytes[1] == list.rawValue,
      bytes[2..<headBytes].elementsEqual(digest(of: Array(bytes[headBytes...]))),
      let position = read(Array(bytes[headBytes...]))
    else {
      throw .invalidArgument(
        field: "page_token",
        reason: "must be the next_page_token of the page before, with the same filters")
    }
    return position
  }

  private func digest(of position: [UInt8]) -> ArraySlice<UInt8> {
    var hash = RequestHash()
    hash.add(Int64(list.rawValue))
    hash.add(Int64(filters.count))
    for filter in filters { hash.add(filter) }
    for byte in position { hash.add(Int64(byte)) }
    return hash.finish().prefix(Self.digestBytes)
  }
}
