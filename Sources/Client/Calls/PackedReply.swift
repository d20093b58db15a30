import NIOCore
import Wire

/// Unpacks what the server replied.
enum PackedReply {
  /// The reply in `bytes`.
  ///
  /// - Throws: INTERNAL when it can't be read.
  static func unpack<Reply: WireMessage>(
    _ bytes: [UInt8], as type: Reply.Type = Reply.self
  ) throws(RPCStatus) -> Reply {
    do {
      return try Reply(unpacking: bytes)
    } catch {
      throw unreadable(type, error)
    }
  }

  /// The reply in `buffer`.
  ///
  /// - Throws: INTERNAL when it can't be read.
  static func unpack<Reply: WireMessage>(
    _ buffer: ByteBuffer, as type: Reply.Type = Reply.self
  ) throws(RPCStatus) -> Reply {
    do {
      return try unsafe buffer.withUnsafeReadableBytes { try unsafe Reply(unpacking: $0) }
    } catch {
      throw unreadable(type, error)
    }
  }

  private static func unreadable(_ type: any WireMessage.Type, _ error: any Error) -> RPCStatus {
    RPCStatus(.internal, "the server's \(type.protoName) can't be read: \(error)")
  }
}
