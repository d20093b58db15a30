import CProto

/// A C struct for protobuf-c to pack, to be filled from a Swift value. For generated code.
///
/// It lies in its arena, which it keeps alive.
@safe public struct PackedMessage {
  private let fields: UnsafeMutableRawPointer
  private let arena: MessageArena

  /// The struct for `message` and, in the same arena, all that it refers to.
  init<Message: WireMessage>(_ message: Message, in arena: MessageArena) {
    let descriptor = unsafe Message.layout.descriptor
    unsafe fields = arena.take(unsafe descriptor.pointee.sizeof_message)
    unsafe protobuf_c_message_init(descriptor, fields)
    self.arena = arena
    message.pack(into: self)
  }

  /// Packs the struct.
  ///
  /// - Returns: The bytes, which lie in the arena.
  func packed() -> UnsafeRawBufferPointer {
    let message = unsafe fields.assumingMemoryBound(to: ProtobufCMessage.self)
    let count = unsafe protobuf_c_message_get_packed_size(message)
    let bytes = unsafe arena.take(count)
    unsafe protobuf_c_message_pack(message, bytes.assumingMemoryBound(to: UInt8.self))
    return unsafe UnsafeRawBufferPointer(start: bytes, count: count)
  }

  /// The struct. `type` must be the one that belongs to the message.
  func fields<Fields>(as type: Fields.Type) -> UnsafeMutablePointer<Fields> {
    unsafe fields.assumingMemoryBound(to: type)
  }

  /// The value of a string field.
  func text(_ text: String) -> ProtobufCBinaryData {
    var text = text
    return text.withUTF8 { unsafe copy(UnsafeRawBufferPointer($0)) }
  }

  /// The value of a bytes field.
  func bytes(_ bytes: [UInt8]) -> ProtobufCBinaryData {
    unsafe bytes.withUnsafeBytes { unsafe copy($0) }
  }

  /// The value of a message field.
  func message<Fields>(_ message: (some WireMessage)?) -> UnsafeMutablePointer<Fields>? {
    unsafe message.map { unsafe PackedMessage($0, in: arena).fields(as: Fields.self) }
  }

  /// The count and the elements of a repeated field.
  func array<Value, Element>(
    _ values: [Value], _ convert: (Value) -> Element
  ) -> (Int, UnsafeMutablePointer<Element>?) {
    guard !values.isEmpty else { return (0, nil) }
    let elements = unsafe arena.take(values.count * MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: values.count)
    for index in values.indices {
      unsafe (elements + index).initialize(to: convert(values[index]))
    }
    return unsafe (values.count, elements)
  }

  private func copy(_ bytes: UnsafeRawBufferPointer) -> ProtobufCBinaryData {
    guard let source = bytes.baseAddress, bytes.count > 0 else {
      return unsafe ProtobufCBinaryData(len: 0, data: nil)
    }
    let data = unsafe arena.take(bytes.count)
    unsafe data.copyMemory(from: source, byteCount: bytes.count)
    return unsafe ProtobufCBinaryData(
      len: bytes.count, data: data.assumingMemoryBound(to: UInt8.self))
  }
}
