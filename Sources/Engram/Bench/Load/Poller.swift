import CEpoll
import Glibc

/// Waits for sockets; owns an epoll descriptor.
@safe struct Poller: ~Copyable {
  private let descriptor: CInt
  private let events: UnsafeMutablePointer<epoll_event>
  private static let maxEvents = 256

  struct Event {
    /// What was given to ``watch(_:token:alsoWriting:)``.
    let token: Int
    let canWrite: Bool
    let canRead: Bool
  }

  init() throws(SocketError) {
    descriptor = epoll_create1(CInt(EPOLL_CLOEXEC))
    guard descriptor >= 0 else { throw SocketError("epoll", errno) }
    unsafe events = .allocate(capacity: Self.maxEvents)
  }

  deinit {
    close(descriptor)
    unsafe events.deallocate()
  }

  /// Begins to report when a socket can be read.
  func watch(_ socket: CInt, token: Int) { control(EPOLL_CTL_ADD, socket, token, EPOLLIN.rawValue) }

  /// Reports from now on when a socket can be read, and whether it can be written if that is wanted.
  func change(_ socket: CInt, token: Int, alsoWriting: Bool) {
    control(
      EPOLL_CTL_MOD, socket, token, EPOLLIN.rawValue | (alsoWriting ? EPOLLOUT.rawValue : 0))
  }

  /// Reports nothing more of a socket.
  func forget(_ socket: CInt) { control(EPOLL_CTL_DEL, socket, 0, 0) }

  private func control(_ operation: CInt, _ socket: CInt, _ token: Int, _ mask: UInt32) {
    var event = unsafe epoll_event(events: mask, data: epoll_data_t(u64: UInt64(token)))
    // Fails only for a descriptor that is not open, or not watched.
    _ = unsafe epoll_ctl(descriptor, operation, socket, &event)
  }

  /// Waits for at most `nanoseconds` and returns how many events there are.
  func wait(nanoseconds: UInt64) -> Int {
    var limit = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    let count = unsafe epoll_pwait2(descriptor, events, CInt(Self.maxEvents), &limit, nil)
    return max(0, Int(count))
  }

  /// One of the events of the last wait.
  func event(_ index: Int) -> Event {
    let event = unsafe events[index]
    let wrong = EPOLLERR.rawValue | EPOLLHUP.rawValue
    return unsafe Event(
      token: Int(event.data.u64),
      canWrite: event.events & (EPOLLOUT.rawValue | wrong) != 0,
      canRead: event.events & (EPOLLIN.rawValue | wrong) != 0)
  }

  /// Lets waits of this thread end on time; the kernel otherwise adds up to 50 µs.
  static func makeThreadPunctual() { _ = engram_set_timer_slack(1) }
}
