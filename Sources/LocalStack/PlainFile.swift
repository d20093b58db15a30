import Glibc

/// Files in folders that belong to another user than us: root opens them, and the owner of the
/// folder, who is not trusted with root's rights, could have put a link in their place.
enum PlainFile {
  /// Opens `path` (with mode 0600 where `flags` make it), but neither through a symbolic link nor
  /// anything that is not a regular file of one name; else returns -1 and leaves `errno`.
  ///
  /// `O_TRUNC` would come before the check: use `ftruncate`.
  static func open(_ path: String, _ flags: Int32) -> Int32 {
    // Without O_NONBLOCK, a named pipe would keep us waiting.
    let file = unsafe Glibc.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard file >= 0 else { return -1 }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_nlink == 1
    else {
      close(file)
      errno = EINVAL
      return -1
    }
    return file
  }

  /// Makes `text` the content of `path`, or adds it at the end.
  static func write(
    _ text: String, to path: String, appending: Bool = false
  ) throws(LocalStackError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND)
    defer { if file >= 0 { close(file) } }
    let bytes = Array(text.utf8)
    guard file >= 0, appending || ftruncate(file, 0) == 0,
      unsafe Glibc.write(file, bytes, bytes.count) == bytes.count
    else { throw LocalStackError(.serverFailed, "could not write \(path): \(systemError())") }
  }
}
