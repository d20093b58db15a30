import Glibc
import Wire

/// A call of the system that failed.
struct SocketError: Error, CustomStringConvertible {
  let description: String

  init(_ attempted: String, _ code: CInt) {
    description = "\(attempted): \(unsafe String(cString: strerror(code)))"
  }

  init(_ description: String) { self.description = description }
}

/// Opens the sockets of a load: connected, not blocking, and without Nagle's delay.
enum LoadSocket {
  /// Opens so many connections, or none. Blocks: call it on a thread of its own.
  static func connect(to endpoint: Endpoint, count: Int) throws(SocketError) -> [CInt] {
    var sockets: [CInt] = []
    do {
      for _ in 0..<count { sockets.append(try connect(to: endpoint)) }
    } catch {
      sockets.forEach { close($0) }
      throw error
    }
    return sockets
  }

  private static func connect(to endpoint: Endpoint) throws(SocketError) -> CInt {
    let socket =
      switch endpoint {
      case .tcp(let host, let port): try connect(host: host, port: port)
      case .unix(let path): try connect(path: path)
      }
    var on: CInt = 1
    // Unix sockets have no such option, and need none.
    _ = unsafe setsockopt(
      socket, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    return socket
  }

  private static func connect(host: String, port: Int) throws(SocketError) -> CInt {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let result = unsafe getaddrinfo(host, "\(port)", &hints, &list)
    guard result == 0 else {
      throw SocketError("looking up \(host): \(unsafe String(cString: gai_strerror(result)))")
    }
    defer { unsafe freeaddrinfo(list) }
    var failure = SocketError("\(host) has no address")
    var next = unsafe list
    while let entry = unsafe next {
      do throws(SocketError) {
        return try unsafe connect(
          entry.pointee.ai_family, entry.pointee.ai_addr, entry.pointee.ai_addrlen,
          "connecting to \(host):\(port)")
      } catch { failure = error }
      unsafe next = unsafe entry.pointee.ai_next
    }
    throw failure
  }

  private static func connect(path: String) throws(SocketError) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.dropLast().copyBytes(from: path.utf8)
    }
    return try unsafe withUnsafePointer(to: &address) { pointer throws(SocketError) in
      try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        address throws(SocketError) in
        try unsafe connect(
          AF_UNIX, address, socklen_t(MemoryLayout<sockaddr_un>.size), "connecting to unix:\(path)")
      }
    }
  }

  private static func connect(
    _ family: CInt, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t, _ attempted: String
  ) throws(SocketError) -> CInt {
    let socket = Glibc.socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw SocketError(attempted, errno) }
    guard unsafe Glibc.connect(socket, address, length) == 0 else {
      let code = errno
      close(socket)
      throw SocketError(attempted, code)
    }
    return socket
  }
}
