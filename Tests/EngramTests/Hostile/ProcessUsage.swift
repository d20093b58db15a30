import Foundation

/// What a process uses, as Linux counts it.
struct ProcessUsage {
  let processID: Int32

  /// Bytes in memory now.
  func residentBytes() throws -> Int { try statusBytes("VmRSS:") }

  /// The most bytes that were ever in memory.
  func peakBytes() throws -> Int { try statusBytes("VmHWM:") }

  struct Unreadable: Error { let line: String }

  /// A line of `/proc/PID/status`, such as `VmRSS:     1234 kB`.
  private func statusBytes(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
    guard let kibibytes = line.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else {
      throw Unreadable(line: name)
    }
    return kibibytes * 1_024
  }
}

/// A Unix socket that a server listens on, as Linux counts it.
struct ListeningSocket {
  let path: String

  /// How many connections to it the server has not closed.
  func connectionCount() throws -> Int {
    // To its end: a single read of a long file of the kernel's is only its beginning.
    let data = try FileHandle(forReadingFrom: URL(filePath: "/proc/net/unix")).readToEnd()
    return String(decoding: data ?? Data(), as: UTF8.self).split(separator: "\n")
      .count { $0.hasSuffix(" " + path) } - 1
  }
}
