import Wire

/// One open stream: a call that has not been answered to its end.
///
/// `Attachment` is what the transport keeps with it.
struct CallStream<Attachment> {
  let id: CallID
  let shape: CallShape
  var inbound: InboundSide
  /// When the call is given up.
  let deadline: ContinuousClock.Instant?
  /// The caller's own name for the call, by which it can be cancelled.
  let requestID: String?
  var attachment: Attachment
}

/// What the client may still send on a stream.
enum InboundSide: Sendable, Hashable {
  /// The request message, in a Data frame.
  case awaitingMessage
  /// Nothing but the frame that closes its side.
  case awaitingClose
  /// Nothing.
  case closed

  /// Where a Request frame leaves the client's side.
  ///
  /// A stream that the client keeps open may bring its request message in the Request, as Go
  /// clients do, or in the first Data frame.
  init(flags: FrameFlags, hasPayload: Bool) {
    if flags.contains(.remoteClosed) || !flags.contains(.remoteOpen) {
      self = .closed
    } else if hasPayload {
      self = .awaitingClose
    } else {
      self = .awaitingMessage
    }
  }
}
