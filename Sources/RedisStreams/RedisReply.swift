import CHiredis

/// What Redis answered to one command, copied out of hiredis' memory.
public enum RedisReply: Sendable, Hashable {
  /// A short text such as `OK`.
  case status(String)
  /// Bytes of any kind.
  case bytes([UInt8])
  /// A 64-bit number.
  case integer(Int64)
  /// Several replies.
  case array([RedisReply])
  /// Nothing: there is no such key or entry.
  case null
  /// An error inside an array; as the whole reply it is thrown instead.
  case error(String)

  /// The text of a status or of bytes that are UTF-8.
  public var text: String? {
    switch self {
    case .status(let text): text
    case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
    case .integer, .array, .null, .error: nil
    }
  }

  init(copying reply: UnsafePointer<redisReply>) {
    let content = unsafe UnsafeRawBufferPointer(
      start: reply.pointee.str, count: reply.pointee.str == nil ? 0 : reply.pointee.len)
    switch unsafe reply.pointee.type {
    case REDIS_REPLY_STATUS: self = unsafe .status(String(decoding: content, as: UTF8.self))
    case REDIS_REPLY_ERROR: self = unsafe .error(String(decoding: content, as: UTF8.self))
    case REDIS_REPLY_STRING: self = unsafe .bytes([UInt8](content))
    case REDIS_REPLY_INTEGER: self = unsafe .integer(reply.pointee.integer)
    case REDIS_REPLY_ARRAY:
      let elements = unsafe UnsafeBufferPointer(
        start: reply.pointee.element, count: reply.pointee.elements)
      self = unsafe .array(
        elements.map { element in
          guard let element = unsafe element else { return .null }
          return unsafe RedisReply(copying: element)
        })
    default: self = .null
    }
  }
}
