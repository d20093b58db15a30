import Logging

/// Does `body` at once, and then `interval` apart until the task is cancelled. Waits are up to a quarter
/// shorter, so that processes that were started together do not stay in step.
///
/// Where it fails, `failure` is logged as what did not happen, and the next turn goes on.
func repeating(
  every interval: Duration, _ failure: String, logger: Logger, _ body: () async throws -> Void
) async {
  repeat {
    do {
      try await body()
    } catch is CancellationError {
      return
    } catch {
      logger.warning("\(failure); it goes on later", metadata: ["error": "\(error)"])
    }
  } while (try? await Task.sleep(for: interval * .random(in: 0.75...1))) != nil
}
