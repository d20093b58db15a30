/// A proto message.
///
/// The requirements are met by generated code; callers use what the extension adds.
public protocol WireMessage: Sendable, Hashable {
  /// A message whose fields all have their default values.
  init()

  /// Full name in the proto file, such as `engram.v1.Conversation`.
  static var protoName: String { get }

  /// How protobuf-c sees the type.
  static var layout: MessageLayout { get }

  /// The message in a C struct of the type that belongs to it.
  init(_ source: UnpackedMessage) throws(UnpackError)

  /// Fills a C struct of the type that belongs to it.
  func pack(into target: PackedMessage)

  /// The message in its canonical JSON form; `path` says in errors where `value` was.
  init(json value: JSONValue, at path: String) throws(JSONMappingError)

  /// Its canonical JSON form.
  var jsonValue: JSONValue { get }
}

extension WireMessage {
  /// Unpacks a message. Fields that the type doesn't have are ignored.
  ///
  /// A message field that comes twice is merged as protobuf-c does it: lists are joined and messages
  /// merged, but numbers are those of the second alone. No known encoder writes a field twice.
  ///
  /// - Parameters:
  ///   - bytes: The whole message.
  ///   - budget: The most memory that the message may take, in bytes.
  public init(
    unpacking bytes: UnsafeRawBufferPointer, budget: Int = WireLimits.unpackBudget
  ) throws(UnpackError) {
    let arena = MessageArena(expectedBytes: bytes.count * 2, budget: budget)
    try self.init(unsafe UnpackedMessage(bytes, layout: Self.layout, in: arena))
  }

  /// Unpacks a message. Fields that the type doesn't have are ignored.
  ///
  /// - Parameters:
  ///   - bytes: The whole message.
  ///   - budget: The most memory that the message may take, in bytes.
  public init(
    unpacking bytes: [UInt8], budget: Int = WireLimits.unpackBudget
  ) throws(UnpackError) {
    self = try unsafe bytes.span.bytes.withUnsafeBytes { bytes throws(UnpackError) in
      try unsafe Self(unpacking: bytes, budget: budget)
    }
  }

  /// Packs the message and lends its bytes for the time of the call.
  public func withPacked<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let arena = MessageArena(expectedBytes: 1024)
    let bytes = unsafe PackedMessage(self, in: arena).packed()
    return try withExtendedLifetime(arena) { try unsafe body(bytes) }
  }

  /// The packed message.
  public func packed() -> [UInt8] {
    unsafe withPacked { unsafe Array($0) }
  }
}
