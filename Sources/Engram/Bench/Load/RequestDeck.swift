import Wire

/// A call that a scenario makes.
struct BenchRequest: Sendable {
  let service: String
  let method: String
  /// The packed request message.
  let payload: [UInt8]
  /// How often it is made, relative to the other requests of the scenario.
  var weight = 1
  /// Whether ``numberPlace`` in the payload becomes another number with each call.
  var isNumbered = false

  /// What stands in a payload where a number of 16 digits will be.
  static let numberPlace = "________________"
}

/// The frames of a scenario, made before the load starts, with a stream id of 0.
struct RequestDeck: Sendable {
  /// All frames, one after the other.
  private(set) var bytes: [UInt8] = []
  /// The frames; one of weight 3 is here three times.
  private(set) var cards: [Card] = []

  struct Card {
    /// Where the frame lies in `bytes`.
    let frame: Range<Int>
    /// Where its number begins, from the start of the frame; `nil` when it has none.
    let number: Int?
  }

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
      let place =
        request.isNumbered ? bytes[start...].firstRange(of: BenchRequest.numberPlace.utf8) : nil
      let card = Card(frame: start..<bytes.count, number: place.map { $0.lowerBound - start })
      cards += repeatElement(card, count: request.weight)
    }
  }

  /// Bytes of the longest frame.
  var longest: Int { cards.map(\.frame.count).max() ?? 0 }
}
