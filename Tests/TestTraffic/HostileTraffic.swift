import Wire

/// What no client should send, without end: requests of every method among damaged requests,
/// wrong headers and frames that come out of order. The same seed makes the same traffic.
public struct HostileTraffic: Sendable {
  /// Frames to be written in one go.
  public struct Batch: Sendable {
    /// Frames that the server answers or ignores; the last one is a health check that is answered
    /// on ``markerStreamID``, when all the others were seen.
    public fileprivate(set) var bytes: [UInt8] = []
    public fileprivate(set) var frameCount = 0
    /// What is sent last by a sender that then leaves, and leaves a frame half sent or the server
    /// out of step; `nil` when it stays.
    public fileprivate(set) var parting: [UInt8]?
    /// Whether a sender that leaves waits until its frames were seen.
    public fileprivate(set) var isPatient = true

    fileprivate mutating func add(_ frame: [UInt8]) {
      bytes += frame
      frameCount += 1
    }
  }

  /// Where the last frame of each batch is answered.
  public static let markerStreamID: UInt32 = .max

  private static let framesPerBatch = 200

  private var random: SeededGenerator
  private var lastStreamID: UInt32 = 1

  public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// The next frames, for a connection that got all the others since its start.
  public mutating func batch() -> Batch {
    var batch = Batch()
    for _ in 0..<Self.framesPerBatch { batch.add(frame()) }
    if number(below: 40) == 0 { batch.add(oversizedFrame()) }
    batch.add(Self.frame(.request, on: Self.markerStreamID, Self.healthCheck))
    if number(below: 4) == 0 {
      batch.parting = parting()
      batch.frameCount += 1
      batch.isPatient = number(below: 4) > 0
      lastStreamID = 1
    }
    return batch
  }

  // MARK: Frames that leave the next one intact

  private mutating func frame() -> [UInt8] {
    switch number(below: 100) {
    case ..<8: Self.frame(.request, on: newStreamID(), envelope().packed())
    case ..<44: Self.frame(.request, on: newStreamID(), damagedRequest())
    case ..<52: Self.frame(.request, on: newStreamID(), requestOfAnotherType())
    case ..<60: Self.frame(.request, on: newStreamID(), .random(count: 0...64, using: &random))
    case ..<75: frameWithWrongHeader()
    case ..<90: Self.frame(.data, on: anyStreamID(), flags: flags(), payload())
    default: openedStream()
    }
  }

  private mutating func damagedRequest() -> [UInt8] {
    var envelope = envelope()
    var other = self.envelope().payload
    if Bool.random(using: &random) {
      envelope.payload.mutate(splicing: other, using: &random)
      return envelope.packed()
    }
    other = envelope.packed()
    other.mutate(splicing: self.envelope().packed(), using: &random)
    return other
  }

  private mutating func requestOfAnotherType() -> [UInt8] {
    var envelope = envelope()
    envelope.payload = payload()
    return envelope.packed()
  }

  private mutating func frameWithWrongHeader() -> [UInt8] {
    let data = envelope().packed()
    switch number(below: 3) {
    case 0: return Self.frame(.request, on: anyStreamID(), data)
    case 1: return Self.frame(.request, on: newStreamID(), flags: flags(), data)
    default:
      let type = FrameType(rawValue: .random(in: .min ... .max, using: &random))
      return Self.frame(type, on: anyStreamID(), flags: flags(), data)
    }
  }

  /// A watch that nobody follows up, with its message there or announced.
  private mutating func openedStream() -> [UInt8] {
    let flags: FrameFlags = Bool.random(using: &random) ? .remoteClosed : .remoteOpen
    let watch = Ttrpc.Request(service: "grpc.health.v1.Health", method: "Watch")
    return Self.frame(.request, on: newStreamID(), flags: flags, watch.packed())
  }

  private mutating func oversizedFrame() -> [UInt8] {
    Self.frame(
      .request, on: newStreamID(), Array(repeating: 0x2A, count: WireLimits.maxFrameBytes + 1))
  }

  // MARK: Ends

  private mutating func parting() -> [UInt8] {
    switch number(below: 3) {
    case 0: return halfFrame()
    case 1: return .random(count: 1...2_000, using: &random)
    default:
      let length = UInt32.random(in: 0...2 * UInt32(WireLimits.maxFrameBytes), using: &random)
      let header = FrameHeader(length: length, streamID: newStreamID(), type: .request)
      return header.bytes + damagedRequest()
    }
  }

  private mutating func halfFrame() -> [UInt8] {
    let whole = Self.frame(.request, on: newStreamID(), envelope().packed())
    return Array(whole.prefix(Int.random(in: 1..<whole.count, using: &random)))
  }

  // MARK: Pieces

  private static let envelopes = RequestSamples.envelopes
  private static let healthCheck =
    Ttrpc.Request(service: "grpc.health.v1.Health", method: "Check").packed()
  private static let payloads = MessageSamples.all.map { $0.packed() }

  private static func frame(
    _ type: FrameType, on streamID: UInt32, flags: FrameFlags = [], _ data: [UInt8]
  ) -> [UInt8] {
    FrameHeader(length: UInt32(data.count), streamID: streamID, type: type, flags: flags).bytes
      + data
  }

  private mutating func envelope() -> Ttrpc.Request {
    Self.envelopes.randomElement(using: &random) ?? Ttrpc.Request()
  }

  private mutating func payload() -> [UInt8] {
    Self.payloads.randomElement(using: &random) ?? []
  }

  private mutating func newStreamID() -> UInt32 {
    lastStreamID += 2
    return lastStreamID
  }

  /// One that may be open, was, will be, or can't be.
  private mutating func anyStreamID() -> UInt32 {
    number(below: 4) == 0
      ? .random(in: .min ... .max, using: &random) : .random(in: 0...lastStreamID, using: &random)
  }

  private mutating func flags() -> FrameFlags {
    let mask: UInt8 = number(below: 8) == 0 ? 0xFF : 0x07
    return FrameFlags(rawValue: .random(in: .min ... .max, using: &random) & mask)
  }

  private mutating func number(below end: Int) -> Int { .random(in: 0..<end, using: &random) }
}
