import CProto

/// How protobuf-c sees a message type. For generated code.
@safe public struct MessageLayout: @unchecked Sendable {
  // Sendable since the descriptor is constant data of the C code.
  let descriptor: UnsafePointer<ProtobufCMessageDescriptor>

  /// - Parameter initialize: The generated C function that sets a struct to its defaults, which
  ///   also leaves the address of its descriptor there. (Swift copies a C constant when asked for
  ///   its address.)
  init<Fields>(_ initialize: (UnsafeMutablePointer<Fields>?) -> Void) {
    let fields = UnsafeMutablePointer<Fields>.allocate(capacity: 1)
    defer { unsafe fields.deallocate() }
    unsafe initialize(fields)
    unsafe descriptor = UnsafeRawPointer(fields).load(as: ProtobufCMessage.self).descriptor
  }
}
