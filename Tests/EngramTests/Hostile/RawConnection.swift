import Glibc
import TestTraffic

/// A connection that writes and reads bytes, on a thread that may wait. Not `Sendable`.
final class RawConnection {
  enum Failure: Error { case cannotConnect(errno: Int32), timeout }

  /// How long nothing may move.
  private static let patience = Duration.seconds(30) * TestRoom.factor
  private static let chunkBytes = 65_536

  private(set) var isClosed = false
  private let descriptor: CInt
  private var feeder = FrameFeeder()
  private var chunk = [UInt8](repeating: 0, count: chunkBytes)

  init(toUnixSocket path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.dropLast().copyBytes(from: path.utf8)
    }
    let result = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure.cannotConnect(errno: errno) }
  }

  deinit { close(descriptor) }

  /// Bytes that no server should have sent.
  var isOutOfStep: Bool { !feeder.foreign.isEmpty || !feeder.oversized.isEmpty }

  /// Writes all of `bytes` and meanwhile hands every frame that comes to `read`; stops early when
  /// the server closes its side.
  func write(_ bytes: [UInt8], read: (FrameFeeder.Frame) -> Void) throws {
    var rest = bytes[...]
    while !rest.isEmpty, !isClosed {
      try wait(for: POLLIN | POLLOUT)
      rest = rest.dropFirst(sendSome(rest))
      receiveSome(read)
    }
  }

  /// Reads until `isEnough`, asked after each read, or until the server closes its side.
  func read(until isEnough: () -> Bool, _ read: (FrameFeeder.Frame) -> Void) throws {
    while !isEnough(), !isClosed {
      try wait(for: POLLIN)
      receiveSome(read)
    }
  }

  private func wait(for events: Int32) throws {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    let milliseconds = Self.patience.components.seconds * 1_000
    guard unsafe poll(&entry, 1, CInt(milliseconds)) > 0 else { throw Failure.timeout }
  }

  private func sendSome(_ bytes: ArraySlice<UInt8>) -> Int {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe send(
        descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
    }
    if count < 0, errno != EAGAIN { isClosed = true }
    return max(0, count)
  }

  private func receiveSome(_ read: (FrameFeeder.Frame) -> Void) {
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT))
    }
    guard count > 0 else {
      if count == 0 || errno != EAGAIN { isClosed = true }
      return
    }
    feeder.feed(Array(chunk.prefix(count)))
    feeder.takeFrames().forEach(read)
  }
}
