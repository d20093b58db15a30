import Foundation
import RedisStreams

/// Asks a Redis whether it answers, on a thread of its own.
enum RedisCheck {
  @discardableResult
  static func version(of address: RedisAddress) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            let connection = try RedisConnection.connect(to: address, timeout: .seconds(5))
            try connection.ping()
            return try connection.serverVersion()
          })
      }.start()
    }
  }
}
