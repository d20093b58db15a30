import CProto
import Foundation

/// A C struct that protobuf-c has unpacked, to be turned into a Swift value. For generated code.
///
/// It lies in its arena, which it keeps alive.
@safe public struct UnpackedMessage {
  private let fields: UnsafeRawPointer
  private let arena: MessageArena

  /// Unpacks `bytes` within the arena's budget.
  init(
    _ bytes: UnsafeRawBufferPointer, layout: MessageLayout, in arena: MessageArena
  ) throws(UnpackError) {
    // The arena takes the memory back itself, so `free` has nothing to do.
    var allocator = unsafe ProtobufCAllocator(
      alloc: { arena, size in
        unsafe arena.flatMap {
          unsafe Unmanaged<MessageArena>.fromOpaque($0).takeUnretainedValue().allocate(size)
        }
      },
      free: { _, _ in },
      allocator_data: Unmanaged.passUnretained(arena).toOpaque())
    let message = unsafe protobuf_c_message_unpack(
      layout.descriptor, &allocator, bytes.count,
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    guard let message = unsafe message else {
      throw arena.isOverBudget ? .overBudget : .malformed
    }
    unsafe self.init(fields: message, arena: arena)
  }

  private init(fields: UnsafeRawPointer, arena: MessageArena) {
    unsafe self.fields = fields
    self.arena = arena
  }

  /// The struct. `type` must be the one that belongs to the message.
  func fields<Fields>(as type: Fields.Type) -> Fields {
    unsafe fields.load(as: type)
  }

  /// A string field.
  func text(_ bytes: ProtobufCBinaryData, _ field: StaticString) throws(UnpackError) -> String {
    guard let text = try unsafe checkedText(bytes) else { throw .invalidText(field: "\(field)") }
    return text
  }

  /// A repeated string field.
  func texts(
    _ elements: UnsafeMutablePointer<ProtobufCBinaryData>?, count: Int, _ field: StaticString
  ) throws(UnpackError) -> [String] {
    try unsafe elementwise(elements, count) { (element, index) throws(UnpackError) in
      guard let text = try unsafe checkedText(element) else {
        throw .invalidText(field: "\(field)[\(index)]")
      }
      return text
    }
  }

  /// A bytes field.
  func bytes(_ bytes: ProtobufCBinaryData) throws(UnpackError) -> [UInt8] {
    guard let start = unsafe bytes.data else { return [] }
    try unsafe charge(bytes.len)
    return unsafe Array(UnsafeBufferPointer(start: start, count: bytes.len))
  }

  /// A repeated bytes field.
  func byteStrings(
    _ elements: UnsafeMutablePointer<ProtobufCBinaryData>?, count: Int
  ) throws(UnpackError) -> [[UInt8]] {
    try unsafe elementwise(elements, count) { (element, _) throws(UnpackError) in
      try unsafe bytes(element)
    }
  }

  /// A message field.
  func message<Fields, Message: WireMessage>(
    _ fields: UnsafeMutablePointer<Fields>?, _ field: StaticString
  ) throws(UnpackError) -> Message? {
    guard let fields = unsafe fields else { return nil }
    do throws(UnpackError) {
      return try Message(unsafe UnpackedMessage(fields: fields, arena: arena))
    } catch {
      throw error.inside("\(field)")
    }
  }

  /// A repeated message field.
  func messages<Fields, Message: WireMessage>(
    _ elements: UnsafeMutablePointer<UnsafeMutablePointer<Fields>?>?, count: Int,
    _ field: StaticString
  ) throws(UnpackError) -> [Message] {
    try unsafe elementwise(elements, count) { (element, index) throws(UnpackError) in
      guard let fields = unsafe element else { return Message() }
      do throws(UnpackError) {
        return try Message(unsafe UnpackedMessage(fields: fields, arena: arena))
      } catch {
        throw error.inside("\(field)[\(index)]")
      }
    }
  }

  /// A repeated field of numbers, or of what `convert` makes from them.
  func array<Element, Value>(
    _ elements: UnsafeMutablePointer<Element>?, count: Int, _ convert: (Element) -> Value
  ) throws(UnpackError) -> [Value] {
    try unsafe elementwise(elements, count) { (element, _) in convert(element) }
  }

  private func elementwise<Element, Value>(
    _ elements: UnsafeMutablePointer<Element>?, _ count: Int,
    _ convert: (Element, _ index: Int) throws(UnpackError) -> Value
  ) throws(UnpackError) -> [Value] {
    guard let elements = unsafe elements, count > 0 else { return [] }
    try charge(count * MemoryLayout<Value>.stride)
    var values: [Value] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      values.append(try convert(unsafe elements[index], index))
    }
    return values
  }

  /// nil for U+0000 and for what is not UTF-8.
  private func checkedText(_ bytes: ProtobufCBinaryData) throws(UnpackError) -> String? {
    guard let start = unsafe bytes.data else { return "" }
    try unsafe charge(bytes.len)
    guard unsafe memchr(start, 0, bytes.len) == nil else { return nil }
    return unsafe String(
      validating: UnsafeBufferPointer(start: start, count: bytes.len), as: UTF8.self)
  }

  /// Counts a Swift value of that many bytes on the heap.
  private func charge(_ bytes: Int) throws(UnpackError) {
    guard arena.charge(bytes + Self.heapHeaderBytes) else { throw .overBudget }
  }

  /// What Swift adds to the storage of an array or a string.
  private static let heapHeaderBytes = 32
}
