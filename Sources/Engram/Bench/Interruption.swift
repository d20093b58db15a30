import Foundation
import Synchronization
import UnixSignals

/// Lets ^C, or SIGTERM, end the load that runs at that time; a second one ends the process.
final class Interruption: Sendable {
  private let state = Mutex<(isRaised: Bool, control: LoadControl?)>((false, nil))

  /// Whether a signal came.
  var isRaised: Bool { state.withLock { $0.isRaised } }

  /// A control that a signal ends, now or later; takes the place of the one before.
  func control() -> LoadControl {
    let control = LoadControl()
    state.withLock { state in
      state.control = control
      if state.isRaised { control.end(.interrupted) }
    }
    return control
  }

  /// Waits for signals until the task is cancelled.
  func watch() async {
    for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
      let isSecond = state.withLock { state in
        defer { state.isRaised = true }
        state.control?.end(.interrupted)
        return state.isRaised
      }
      if isSecond { exit(130) }
    }
  }
}
