/// What a frame carries: byte 8 of its header.
public struct FrameType: RawRepresentable, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Opens a call; the data is a `ttrpc.Request`.
  public static let request = FrameType(rawValue: 1)
  /// Ends a call; the data is a `ttrpc.Response`.
  public static let response = FrameType(rawValue: 2)
  /// One message of a stream, without an envelope.
  public static let data = FrameType(rawValue: 3)
}

/// Byte 9 of a frame header. Flags without a name here are kept and mean nothing.
public struct FrameFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The sender sends nothing more on this stream.
  public static let remoteClosed = FrameFlags(rawValue: 0x01)
  /// The sender will send Data frames on this stream.
  public static let remoteOpen = FrameFlags(rawValue: 0x02)
  /// The frame carries no message, not even an empty one.
  public static let noData = FrameFlags(rawValue: 0x04)
}

/// The ten bytes, big-endian, before the data of a frame.
///
/// | bytes | field |
/// |---|---|
/// | 0–3 | length of the data, without the header |
/// | 4–7 | stream id: odd where the client opened the stream |
/// | 8 | type |
/// | 9 | flags |
public struct FrameHeader: Sendable, Hashable {
  /// Bytes of data after the header.
  public var length: UInt32
  public var streamID: UInt32
  public var type: FrameType
  public var flags: FrameFlags

  public init(length: UInt32, streamID: UInt32, type: FrameType, flags: FrameFlags = []) {
    self.length = length
    self.streamID = streamID
    self.type = type
    self.flags = flags
  }

  /// Reads the header at the start of `bytes`; `nil` when they are fewer than ten.
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= WireLimits.headerBytes else { return nil }
    length = unsafe bytes.unsafeLoadUnaligned(as: UInt32.self).bigEndian
    streamID = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self).bigEndian
    type = FrameType(rawValue: unsafe bytes.unsafeLoad(fromByteOffset: 8, as: UInt8.self))
    flags = FrameFlags(rawValue: unsafe bytes.unsafeLoad(fromByteOffset: 9, as: UInt8.self))
  }

  /// The first eight bytes: length and stream id.
  public var lengthAndStreamID: UInt64 { UInt64(length) << 32 | UInt64(streamID) }

  /// The last two bytes: type and flags.
  public var typeAndFlags: UInt16 { UInt16(type.rawValue) << 8 | UInt16(flags.rawValue) }

  /// The header as it is sent.
  public var bytes: [UInt8] {
    stride(from: 56, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: lengthAndStreamID >> $0)
    } + [type.rawValue, flags.rawValue]
  }
}
