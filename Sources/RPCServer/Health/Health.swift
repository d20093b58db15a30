import Synchronization
import Wire

/// Whether the server and its services serve, for `grpc.health.v1.Health`.
///
/// The empty service name stands for the whole server; all services share its status.
public final class Health: Sendable {
  typealias Status = GrpcHealthV1.HealthCheckResponse.ServingStatus

  private struct State {
    var isServing = false
    var isShutDown = false
    var watchers: [ObjectIdentifier: AsyncStream<Status>.Continuation] = [:]

    var status: Status { isServing ? .serving : .notServing }
  }

  private let services: Set<String>
  private let state = Mutex(State())

  init(services: [String]) { self.services = Set(services + [""]) }

  /// Says whether calls can be served, as when a database is lost or found again.
  public func setServing(_ isServing: Bool) {
    state.withLock { state in
      guard !state.isShutDown, state.isServing != isServing else { return }
      state.isServing = isServing
      for watcher in state.watchers.values { watcher.yield(state.status) }
    }
  }

  /// Turns to not serving for good, and ends all watches.
  func shutDown() {
    let watchers = state.withLock { state in
      state.isServing = false
      state.isShutDown = true
      return state.watchers.values
    }
    // Not under the lock, which a watcher that ends takes to be forgotten.
    for watcher in watchers {
      watcher.yield(.notServing)
      watcher.finish()
    }
  }

  /// The status of a service; `nil` when there is none by that name.
  func status(of service: String) -> Status? {
    services.contains(service) ? state.withLock(\.status) : nil
  }

  /// The status now and after each change. A reader that lags gets the newest one only.
  func statuses() -> AsyncStream<Status> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Status.self, bufferingPolicy: .bufferingNewest(1))
    let watch = Watch()
    let id = ObjectIdentifier(watch)
    state.withLock { state in
      continuation.yield(state.status)
      if state.isShutDown { return continuation.finish() }
      state.watchers[id] = continuation
    }
    continuation.onTermination = { [weak self] _ in
      withExtendedLifetime(watch) { self?.forget(id) }
    }
    return stream
  }

  private func forget(_ id: ObjectIdentifier) {
    state.withLock { _ = $0.watchers.removeValue(forKey: id) }
  }

  /// Gives a watcher its identity.
  private final class Watch: Sendable {}
}
