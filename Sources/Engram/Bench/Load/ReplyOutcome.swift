import Wire

/// How a call ended, as far as a load wants to know it.
struct ReplyOutcome: Sendable, Hashable {
  let code: StatusCode
  /// Whether the details of the status have a `google.rpc.RetryInfo`.
  var hasRetryInfo = false

  static let ok = ReplyOutcome(code: .ok)
  /// The connection was lost while the call was in flight.
  static let lost = ReplyOutcome(code: .unavailable)
}

/// Reading just enough of a packed `ttrpc.Response`.
extension ReplyOutcome {
  private static let retryInfo = Array(GoogleRpc.RetryInfo.protoName.utf8)

  /// Looks for the status in `envelope`; one that can't be read is `INTERNAL`.
  init(peekingInto envelope: RawSpan) {
    var offset = 0
    while offset < envelope.byteCount {
      guard let field = PackedField(envelope, &offset) else {
        self.init(code: .internal)
        return
      }
      if field.number == 1 {
        self.init(status: envelope.extracting(field.bytes))
        return
      }
    }
    self = .ok
  }

  private init(status: RawSpan) {
    var code = StatusCode.ok
    var hasRetryInfo = false
    var offset = 0
    while offset < status.byteCount {
      guard let field = PackedField(status, &offset) else {
        self.init(code: .internal)
        return
      }
      switch field.number {
      case 1: code = StatusCode(wire: Int32(truncatingIfNeeded: field.value))
      case 3: hasRetryInfo = hasRetryInfo || Self.isRetryInfo(status.extracting(field.bytes))
      default: break
      }
    }
    self.init(code: code, hasRetryInfo: hasRetryInfo)
  }

  /// Whether a packed `google.protobuf.Any` holds a `google.rpc.RetryInfo`.
  private static func isRetryInfo(_ detail: RawSpan) -> Bool {
    var offset = 0
    while let field = PackedField(detail, &offset) {
      guard field.number == 1 else { continue }
      let name = detail.extracting(field.bytes)
      guard name.byteCount >= retryInfo.count else { return false }
      let end = name.extracting(last: retryInfo.count)
      return retryInfo.indices.allSatisfy { index in
        unsafe end.unsafeLoad(fromByteOffset: index, as: UInt8.self) == retryInfo[index]
      }
    }
    return false
  }
}
