import Wire

/// The frames of calls, built and read by the generated messages.
extension RawClient {
  /// Writes a frame whose header tells the truth about its data.
  func write(
    _ type: FrameType, on streamID: UInt32, flags: FrameFlags = [], _ data: [UInt8] = []
  ) async throws {
    try await write(Self.frame(type, on: streamID, flags: flags, data))
  }

  static func frame(
    _ type: FrameType, on streamID: UInt32, flags: FrameFlags = [], _ data: [UInt8] = []
  ) -> [UInt8] {
    FrameHeader(length: UInt32(data.count), streamID: streamID, type: type, flags: flags).bytes
      + data
  }

  /// The data of a Request frame for a method, given as `service/method`.
  static func request(
    _ method: String, _ message: (any WireMessage)? = nil, timeoutNano: Int64 = 0,
    metadata: [(String, String)] = []
  ) -> [UInt8] {
    let parts = method.split(separator: "/").map(String.init)
    return Ttrpc.Request(
      service: parts[0], method: parts[1], payload: message?.packed() ?? [],
      timeoutNano: timeoutNano,
      metadata: metadata.map { Ttrpc.KeyValue(key: $0.0, value: $0.1) }
    ).packed()
  }

  /// Opens a unary call.
  func call(
    _ method: String, _ message: (any WireMessage)? = nil, on streamID: UInt32 = 1,
    flags: FrameFlags = [], timeoutNano: Int64 = 0, metadata: [(String, String)] = []
  ) async throws {
    let data = Self.request(method, message, timeoutNano: timeoutNano, metadata: metadata)
    try await write(.request, on: streamID, flags: flags, data)
  }

  /// Opens a server-streaming call.
  func stream(
    _ method: String, _ message: (any WireMessage)? = nil, on streamID: UInt32 = 1,
    timeoutNano: Int64 = 0, metadata: [(String, String)] = []
  ) async throws {
    try await call(
      method, message, on: streamID, flags: .remoteClosed, timeoutNano: timeoutNano,
      metadata: metadata)
  }

  /// The next frame, which is a Response: its stream and what it says.
  func response() async throws -> (streamID: UInt32, status: RPCStatus?, payload: [UInt8]) {
    let frame = try await frame()
    guard frame.header.type == .response, frame.header.flags.isEmpty else {
      throw Unexpected(frame: frame)
    }
    let response = try Ttrpc.Response(unpacking: frame.data)
    return (frame.header.streamID, response.status.map { RPCStatus($0) }, response.payload)
  }

  /// The next frame, which is a Response that carries an error.
  func failure(on streamID: UInt32 = 1) async throws -> RPCStatus {
    let response = try await response()
    guard response.streamID == streamID, let status = response.status else {
      throw UnexpectedSuccess(streamID: response.streamID)
    }
    return status
  }

  /// The next frame, which is a Response that carries a reply.
  func reply<Reply: WireMessage>(
    on streamID: UInt32 = 1, as type: Reply.Type = Reply.self
  ) async throws -> Reply {
    let response = try await response()
    if let status = response.status { throw status }
    guard response.streamID == streamID else {
      throw UnexpectedSuccess(streamID: response.streamID)
    }
    return try Reply(unpacking: response.payload)
  }

  /// The next frame, which is a message of a stream.
  func message<Message: WireMessage>(
    on streamID: UInt32 = 1, as type: Message.Type = Message.self
  ) async throws -> Message {
    let frame = try await frame()
    guard frame.header.type == .data, frame.header.flags.isEmpty,
      frame.header.streamID == streamID
    else { throw Unexpected(frame: frame) }
    return try Message(unpacking: frame.data)
  }

  /// The frame that ends a stream well.
  static func endOfStream(_ streamID: UInt32 = 1) -> RawFrame {
    RawFrame(
      header: FrameHeader(
        length: 0, streamID: streamID, type: .data, flags: [.remoteClosed, .noData]),
      data: [])
  }

  struct Unexpected: Error { let frame: RawFrame }
  struct UnexpectedSuccess: Error { let streamID: UInt32 }
}
