/// Between the status and `google.rpc.Status`, whose details are packed messages by type.
extension RPCStatus {
  /// The domain of every `google.rpc.ErrorInfo` of this API.
  private static let errorDomain = "engram.v1"
  private static let typePrefix = "type.googleapis.com/"

  /// Reads a status that came over the wire. Details of other types are left out.
  public init(_ wire: GoogleRpc.Status) {
    self.init(
      StatusCode(wire: wire.code), wire.message, details: wire.details.compactMap(Self.detail))
  }

  /// The status as it is sent.
  public var wire: GoogleRpc.Status {
    GoogleRpc.Status(code: code.rawValue, message: message, details: details.map(Self.packed))
  }

  private static func detail(_ packed: GoogleProtobuf.`Any`) -> StatusDetail? {
    switch packed.typeURL.split(separator: "/").last.map(String.init) {
    case GoogleRpc.BadRequest.protoName:
      (try? GoogleRpc.BadRequest(unpacking: packed.value)).map { badRequest in
        .badRequest(
          badRequest.fieldViolations.map {
            FieldViolation(field: $0.field, description: $0.description)
          })
      }
    case GoogleRpc.RetryInfo.protoName:
      (try? GoogleRpc.RetryInfo(unpacking: packed.value)).map { retryInfo in
        .retryInfo(Duration(retryInfo.retryDelay ?? GoogleProtobuf.Duration()))
      }
    case GoogleRpc.ErrorInfo.protoName:
      (try? GoogleRpc.ErrorInfo(unpacking: packed.value)).map { .errorInfo(reason: $0.reason) }
    default:
      nil
    }
  }

  private static func packed(_ detail: StatusDetail) -> GoogleProtobuf.`Any` {
    switch detail {
    case .badRequest(let violations):
      packed(
        GoogleRpc.BadRequest(
          fieldViolations: violations.map {
            GoogleRpc.BadRequest.FieldViolation(field: $0.field, description: $0.description)
          }))
    case .retryInfo(let delay):
      packed(GoogleRpc.RetryInfo(retryDelay: GoogleProtobuf.Duration(delay)))
    case .errorInfo(let reason):
      packed(GoogleRpc.ErrorInfo(reason: reason, domain: errorDomain))
    }
  }

  private static func packed<Message: WireMessage>(_ message: Message) -> GoogleProtobuf.`Any` {
    GoogleProtobuf.`Any`(typeURL: typePrefix + Message.protoName, value: message.packed())
  }
}

extension Duration {
  fileprivate init(_ wire: GoogleProtobuf.Duration) {
    self = .seconds(wire.seconds) + .nanoseconds(Int64(wire.nanos))
  }
}

extension GoogleProtobuf.Duration {
  fileprivate init(_ duration: Swift.Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
  }
}
