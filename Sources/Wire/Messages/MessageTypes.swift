/// The catalogue of message types, for `google.protobuf.Any`.
enum MessageTypes {
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.protoName, $0) })

  /// The type with a full name, such as `google.rpc.BadRequest`.
  static func named(_ protoName: String) -> (any WireMessage.Type)? {
    byName[protoName]
  }
}
