import Foundation

/// The error that OpenAI and those like it send, in the shapes that are about.
///
/// `{"error": {…}}`, `{"error": "…"}`, the inner object alone, or a list `detail` of what is wrong.
/// Nothing but `word` may be shown: the rest may repeat what was sent.
struct ErrorReply: Decodable {
  /// The most that is read.
  private static let maxBytes = 65_536

  private(set) var code: String?
  private(set) var type: String?
  private(set) var param: String?
  private(set) var message: String?

  private enum Key: String, CodingKey { case error, code, type, param, message, detail, loc, msg }

  /// `nil` for a body that is none.
  init?(_ body: [UInt8]) {
    guard body.count <= Self.maxBytes,
      let reply = try? JSONDecoder().decode(ErrorReply.self, from: Data(body))
    else { return nil }
    self = reply
  }

  init(from decoder: any Decoder) throws {
    let outer = try decoder.container(keyedBy: Key.self)
    read(outer)
    if let inner = try? outer.nestedContainer(keyedBy: Key.self, forKey: .error) { read(inner) }
    if let text = outer.text(.error) ?? outer.text(.detail) { message = text }
    if var list = try? outer.nestedUnkeyedContainer(forKey: .detail),
      let first = try? list.nestedContainer(keyedBy: Key.self)
    {
      message = first.text(.msg)
      var place = try? first.nestedUnkeyedContainer(forKey: .loc)
      // Such as `["body", "response_format"]`.
      while let name = try? place?.decode(String.self) { param = name }
    }
  }

  /// A word such as `invalid_api_key`; `nil` for everything that could be more than a word.
  var word: String? {
    guard let word = code ?? type, (1...48).contains(word.utf8.count),
      word.utf8.allSatisfy({ $0 == 0x5f || (0x61...0x7a).contains($0) })
    else { return nil }
    return word
  }

  private mutating func read(_ container: KeyedDecodingContainer<Key>) {
    code = container.text(.code) ?? code
    type = container.text(.type) ?? type
    param = container.text(.param) ?? param
    message = container.text(.message) ?? message
  }
}

extension KeyedDecodingContainer {
  /// `nil` for what is not there or not a string.
  fileprivate func text(_ key: Key) -> String? { try? decode(String.self, forKey: key) }
}
