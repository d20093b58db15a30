import Foundation
import Wire

extension GoogleProtobuf.Timestamp {
  /// What this machine's clock says, and a while later, to the microsecond.
  static func now(plus duration: Duration) -> Self {
    let time = Date().timeIntervalSince1970 + duration / .seconds(1)
    let whole = time.rounded(.down)
    return Self(seconds: Int64(whole), nanos: Int32((time - whole) * 1e6) * 1_000)
  }
}
