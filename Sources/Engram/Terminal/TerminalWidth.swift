import Glibc

/// How wide what is printed may be.
enum TerminalWidth {
  private static let standard = 80

  /// The columns of the terminal that standard output is, or 80 when it is none.
  static var current: Int {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return standard
    }
    return Int(size.ws_col)
  }
}
