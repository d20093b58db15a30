import Foundation
import Synchronization

/// What processes have written to a pipe so far.
final class CollectedText: Sendable {
  let pipe = Pipe()
  private let all = Mutex("")

  var text: String { all.withLock(\.self) }

  /// Reads until nobody writes any more. Once, after a process was started with the pipe.
  func collect() {
    let file = pipe.fileHandleForReading
    Thread { [self] in
      var data = file.availableData
      while !data.isEmpty {
        all.withLock { [data] in $0 += String(decoding: data, as: UTF8.self) }
        data = file.availableData
      }
    }.start()
  }

  /// Forgets all up to the end of `text`; `false` when it is not there.
  func forget(through text: String) -> Bool {
    all.withLock { all in
      guard let range = all.range(of: text) else { return false }
      all.removeSubrange(..<range.upperBound)
      return true
    }
  }
}
