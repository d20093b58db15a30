// Two programs in one, to see that what is linked in for ThreadSanitizer hides no race and removes
// what is none: `check race` has one, `check early` resumes continuations before they are waited for.

import Foundation

/// Deliberately without a lock.
final class Shared: @unchecked Sendable {
  var value = 0
}

func race() async {
  let shared = Shared()
  await withTaskGroup(of: Void.self) { tasks in
    for _ in 0..<4 {
      tasks.addTask { for _ in 0..<300_000 { shared.value += 1 } }
    }
  }
}

func early() async {
  for _ in 0..<50 {
    let shared = Shared()
    let seen = await withUnsafeContinuation { (continuation: UnsafeContinuation<Int, Never>) in
      Thread {
        shared.value = 1
        continuation.resume(returning: shared.value)
      }.start()
      usleep(2_000)
    }
    shared.value += seen
  }
}

@main struct Check {
  static func main() async {
    if CommandLine.arguments.last == "race" { await race() } else { await early() }
  }
}
