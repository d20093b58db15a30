import Glibc
import Wire

/// A Unix socket that is bound, listens, and has its file mode from the start.
///
/// The file of a server that crashed is replaced, that of a running one is not.
struct UnixListener {
  let path: String
  let descriptor: CInt

  init(path: String, mode: UInt32) throws(RPCServerError) {
    self.path = path
    try Self.removeStaleFile(at: path)
    descriptor = try Self.makeSocket(for: path)
    do throws(RPCServerError) {
      // Linux takes the mode of the file from the mode of the unbound socket: there is no moment
      // at which others could connect.
      try Self.check(fchmod(descriptor, mode), "setting the file mode", path)
      try Self.check(
        unsafe Self.withAddress(of: path) { unsafe bind(descriptor, $0, $1) }, "bind", path)
      try listen()
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// Listens with room for ``Listener/backlog`` connections; again, to have that room after somebody
  /// else has listened with less.
  func listen() throws(RPCServerError) {
    try Self.check(Glibc.listen(descriptor, Listener.backlog), "listen", path)
  }

  /// Removes the socket's file.
  func removeFile() { _ = unsafe unlink(path) }

  /// Removes a socket file that nobody listens on any more.
  private static func removeStaleFile(at path: String) throws(RPCServerError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw error(.cannotListen, path, "there is a file that is not a socket")
    }
    let probe = try makeSocket(for: path)
    defer { close(probe) }
    let connected = unsafe withAddress(of: path) { unsafe connect(probe, $0, $1) }
    if connected == 0 || errno != ECONNREFUSED {
      throw error(.addressInUse, path, "another server is listening there")
    }
    _ = unsafe unlink(path)
  }

  private static func makeSocket(for path: String) throws(RPCServerError) -> CInt {
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_UNIX, kind, 0)
    try check(descriptor, "opening a socket", path)
    return descriptor
  }

  private static func withAddress(
    of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
  ) -> CInt {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
      // One byte stays zero: the path's terminator.
      unsafe target.dropLast().copyBytes(from: path.utf8)
    }
    return unsafe withUnsafePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  private static func check(
    _ result: CInt, _ what: String, _ path: String
  ) throws(RPCServerError) {
    guard result < 0 else { return }
    let code = errno
    throw error(
      code == EADDRINUSE ? .addressInUse : .cannotListen, path,
      "\(what): \(unsafe String(cString: strerror(code)))")
  }

  private static func error(
    _ code: RPCServerError.Code, _ path: String, _ reason: String
  ) -> RPCServerError {
    RPCServerError(code: code, endpoint: .unix(path: path), reason: reason)
  }
}
