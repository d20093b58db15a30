import Glibc

/// Frames that wait to be written to one socket; owns its memory.
@safe struct SendBuffer: ~Copyable {
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private var head = 0
  private var tail = 0

  enum Flush { case done, blocked, lost }

  /// - Parameter capacity: The most bytes that can wait at one time.
  init(capacity: Int) {
    unsafe base = .allocate(byteCount: max(capacity, 1), alignment: 16)
    self.capacity = capacity
  }

  deinit { unsafe base.deallocate() }

  var isEmpty: Bool { head == tail }

  /// Adds a frame and writes the stream id into it.
  mutating func append(_ frame: UnsafeRawBufferPointer, streamID: UInt32) {
    if tail + frame.count > capacity { moveToFront() }
    guard let source = frame.baseAddress, tail + frame.count <= capacity else {
      // The capacity is that of all calls in flight, so this is a bug in the generator.
      preconditionFailure("a send buffer of \(capacity) bytes is full")
    }
    let target = unsafe base + tail
    unsafe target.copyMemory(from: source, byteCount: frame.count)
    unsafe target.storeBytes(of: streamID.bigEndian, toByteOffset: 4, as: UInt32.self)
    tail += frame.count
  }

  /// Writes as much as the kernel takes.
  mutating func flush(to socket: CInt) -> Flush {
    while head < tail {
      let written = unsafe send(socket, base + head, tail - head, CInt(MSG_NOSIGNAL))
      if written > 0 {
        head += written
      } else if errno == EAGAIN {
        return .blocked
      } else if errno != EINTR {
        return .lost
      }
    }
    clear()
    return .done
  }

  /// Drops what waits.
  mutating func clear() {
    head = 0
    tail = 0
  }

  private mutating func moveToFront() {
    unsafe memmove(base, base + head, tail - head)
    tail -= head
    head = 0
  }
}
