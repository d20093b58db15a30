import Synchronization
import Wire

/// Names the calls of one client, so that a call can be cancelled on the server and found in its
/// logs.
final class RequestIDs: Sendable {
  private let prefix = String(UInt64.random(in: .min ... .max), radix: 36)
  private let count = Atomic<UInt64>(0)

  /// The metadata to send for a call with `metadata`: with a `request-id` where it has none.
  func complete(
    _ metadata: [Ttrpc.KeyValue]
  ) -> (requestID: String, entries: [Ttrpc.KeyValue]) {
    if let given = metadata.first(where: { $0.key == Self.key }) {
      return (given.value, metadata)
    }
    let number = count.wrappingAdd(1, ordering: .relaxed).newValue
    let requestID = "\(prefix)-\(number)"
    return (requestID, metadata + [Ttrpc.KeyValue(key: Self.key, value: requestID)])
  }

  private static let key = "request-id"
}
