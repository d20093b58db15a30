import NIOCore
import Synchronization

/// The open connections of a server, to be told when it shuts down.
final class ConnectionRegistry: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isDraining = false
  }

  private let state = Mutex(State())

  /// Keeps `channel` until it closes. One that comes when the server is shutting down is told so.
  func add(_ channel: any Channel) {
    let id = ObjectIdentifier(channel)
    let isDraining = state.withLock { state in
      state.channels[id] = channel
      return state.isDraining
    }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { _ = $0.channels.removeValue(forKey: id) }
    }
    if isDraining { channel.pipeline.fireUserInboundEventTriggered(DrainEvent.begin) }
  }

  /// Has the connections close once their calls in flight are answered, at the latest after
  /// `timeout`; returns when all are closed.
  func drain(within timeout: Duration) async {
    let channels = state.withLock { state in
      state.isDraining = true
      return Array(state.channels.values)
    }
    tell(channels, .begin)
    let alarm = Task {
      try await Task.sleep(for: timeout)
      tell(channels, .giveUp)
    }
    for channel in channels { try? await channel.closeFuture.get() }
    alarm.cancel()
  }

  private func tell(_ channels: [any Channel], _ event: DrainEvent) {
    for channel in channels { channel.pipeline.fireUserInboundEventTriggered(event) }
  }
}
