import Glibc
import Wire

/// A frame as it came over the wire.
struct RawFrame: Hashable, Sendable {
  let header: FrameHeader
  let data: [UInt8]
}

/// A client that writes and reads bytes on a real socket, and knows nothing of calls.
///
/// `@unchecked Sendable`: a test uses it from one task at a time.
final class RawClient: @unchecked Sendable {
  enum Failure: Error { case cannotConnect(Int32), timeout, closed }

  private let descriptor: CInt
  private var received: [UInt8] = []

  /// - Parameter receiveBuffer: Bytes that the kernel holds for us; 0 for what it likes.
  init(to endpoint: Endpoint, receiveBuffer: CInt = 0) throws {
    let kind = CInt(SOCK_STREAM.rawValue)
    switch endpoint {
    case .tcp(_, let port):
      descriptor = socket(AF_INET, kind, 0)
      Self.setReceiveBuffer(descriptor, receiveBuffer)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      try Self.connect(descriptor, &address)
    case .unix(let path):
      descriptor = socket(AF_UNIX, kind, 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      unsafe withUnsafeMutableBytes(of: &address.sun_path) {
        unsafe $0.dropLast().copyBytes(from: path.utf8)
      }
      try Self.connect(descriptor, &address)
    }
  }

  deinit { Glibc.close(descriptor) }

  private static func setReceiveBuffer(_ descriptor: CInt, _ bytes: CInt) {
    guard bytes > 0 else { return }
    var bytes = bytes
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<CInt>.size))
  }

  private static func connect<Address>(_ descriptor: CInt, _ address: inout Address) throws {
    let result = unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard result == 0 else { throw Failure.cannotConnect(errno) }
  }

  /// Closes the connection, both ways.
  func close() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  // MARK: Writing

  /// Writes all of `bytes`, waiting where the kernel has no room.
  func write(_ bytes: [UInt8], within limit: Duration = .seconds(30)) async throws {
    let end = ContinuousClock.now + limit
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe send(
          descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else {
        guard errno == EAGAIN else { throw Failure.closed }
        guard ContinuousClock.now < end else { throw Failure.timeout }
        try await Task.sleep(for: .milliseconds(1))
      }
    }
  }

  // MARK: Reading

  /// The next frame.
  func frame(within limit: Duration = .seconds(30)) async throws -> RawFrame {
    let end = ContinuousClock.now + limit
    while true {
      if let frame = cutFrame() { return frame }
      guard ContinuousClock.now < end else { throw Failure.timeout }
      switch receive() {
      case .some(0): throw Failure.closed
      case .none: try await Task.sleep(for: .milliseconds(1))
      default: break
      }
    }
  }

  /// Whether the server closes its side before `limit`, without having sent anything more.
  func isClosed(within limit: Duration = .seconds(30)) async throws -> Bool {
    do {
      _ = try await frame(within: limit)
      return false
    } catch Failure.closed {
      return true
    } catch Failure.timeout {
      return false
    }
  }

  /// Reads what there is. 0: the server has closed its side; nil: nothing yet.
  private func receive() -> Int? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, CInt(MSG_DONTWAIT))
    }
    guard count >= 0 else { return errno == EAGAIN ? nil : 0 }
    received += chunk.prefix(count)
    return count
  }

  private func cutFrame() -> RawFrame? {
    let front = Array(received.prefix(WireLimits.headerBytes))
    guard let header = unsafe FrameHeader(front.span.bytes) else { return nil }
    let end = WireLimits.headerBytes + Int(header.length)
    guard received.count >= end else { return nil }
    defer { received.removeFirst(end) }
    return RawFrame(header: header, data: Array(received[WireLimits.headerBytes..<end]))
  }
}
