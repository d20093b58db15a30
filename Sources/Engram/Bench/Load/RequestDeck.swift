import Wire

/// A call that a scenario makes.
struct BenchRequest: Sendable {
  let service: String
  let method: String
  /// The packed request message.
  let payload: [UInt8]
  /// How often it is made, relative to the other requests of the scenario.
  var weight = 1
}

/// The frames of a scenario, made before the load starts, with a stream id of 0.
struct RequestDeck: Sendable {
  /// All frames, one after the other.
  private(set) var bytes: [UInt8] = []
  /// Where each frame lies in `bytes`; one of weight 3 is here three times.
  private(set) var cards: [Range<Int>] = []

  /// - Parameter timeout: what the server is told that each call may take.
  init(_ requests: [BenchRequest], timeout: Duration) {
    for request in requests {
      let envelope = Ttrpc.Request(
        service: request.service, method: request.method, payload: request.payload,
        timeoutNano: Int64(clamping: timeout.wholeNanoseconds)
      ).packed()
      let header = FrameHeader(
        length: UInt32(clamping: envelope.count), streamID: 0, type: .request)
      let start = bytes.count
      bytes += header.bytes + envelope
      cards += repeatElement(start..<bytes.count, count: request.weight)
    }
  }

  /// Bytes of the longest frame.
  var longest: Int { cards.map(\.count).max() ?? 0 }
}
