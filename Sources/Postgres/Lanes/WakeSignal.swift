import CLibPQ
import Glibc

/// Wakes a thread that sleeps in `poll`; owns an `eventfd`.
struct WakeSignal: ~Copyable, Sendable {
  /// Readable once `raise` was called; for `poll`.
  let descriptor: Int32

  /// Throws `configuration` when the process has no descriptor left.
  init() throws(PostgresError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    guard descriptor >= 0 else {
      throw PostgresError(
        .configuration, attempted: "lane", reason: "the process has no file descriptor left")
    }
  }

  deinit { close(descriptor) }

  /// Wakes the thread, now or when it next waits. From any thread.
  func raise() {
    // Fails only when the counter is full, and then the thread is awake already.
    _ = eventfd_write(descriptor, 1)
  }

  /// Makes the descriptor unreadable again.
  func clear() {
    var count: eventfd_t = 0
    // Fails only when nothing was raised.
    _ = unsafe eventfd_read(descriptor, &count)
  }
}
