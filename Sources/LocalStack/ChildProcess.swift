import Foundation

/// A program that we started and that ends with us.
///
/// Each one has a keeper thread, which starts it, waits for its end and takes its exit status: the
/// kernel delivers the death signal when the *thread* that started a process ends, so it can't be
/// a pooled one. All waits block; none may happen on the cooperative pool.
///
/// `@unchecked Sendable`: `phase` is guarded by `condition`.
final class ChildProcess: @unchecked Sendable {
  enum Exit: Sendable, Hashable {
    case status(Int32)
    case signal(Int32)
  }

  private enum Phase {
    /// → `running`, `failed`
    case starting
    /// → `exited`
    case running(pid_t)
    case exited(Exit)
    case failed(Int32)
  }

  private let condition = NSCondition()
  private var phase = Phase.starting

  /// Starts `command`, whose first word is looked up in `PATH`.
  ///
  /// The program gets a process group of its own (so that Ctrl-C reaches us first), default signal
  /// handling, a minimal environment, `input` as standard input and the file descriptor `output`,
  /// which stays the caller's, as standard output and error.
  init(
    _ command: [String], input: String = "/dev/null", output: Int32
  ) throws(LocalStackError) {
    let keeper = Thread { [self] in keep(command, input: input, output: output) }
    keeper.name = "engram-child"
    keeper.start()
    condition.lock()
    defer { condition.unlock() }
    while case .starting = phase { condition.wait() }
    if case .failed(let code) = phase {
      throw LocalStackError(
        .missingProgram, "could not start \(command[0]): \(systemError(code))")
    }
  }

  /// The process id while the program runs.
  var processID: pid_t? {
    condition.withLock { if case .running(let pid) = phase { pid } else { nil } }
  }

  /// Sends `signal`; does nothing once the program has ended.
  func send(_ signal: Int32) {
    // Under the lock the process can't be reaped, so its id can't have gone to another one.
    condition.withLock { if case .running(let pid) = phase { _ = kill(pid, signal) } }
  }

  /// Waits for the end, at most `duration`; `nil` when it has not come by then.
  func waitForExit(_ duration: Duration) -> Exit? {
    let deadline = Date(timeIntervalSinceNow: duration / .seconds(1))
    condition.lock()
    defer { condition.unlock() }
    while true {
      if case .exited(let exit) = phase { return exit }
      guard condition.wait(until: deadline) else { return nil }
    }
  }

  /// Sends each signal in turn until the program has ended.
  func stop(_ ladder: [(signal: Int32, patience: Duration)]) {
    for step in ladder {
      send(step.signal)
      if waitForExit(step.patience) != nil { return }
    }
  }

  /// Runs a short command to its end; its output is at most a pipe's buffer long (64 KiB).
  static func run(
    _ command: [String], input: String = "/dev/null"
  ) throws(LocalStackError) -> (exit: Exit, output: String) {
    let (reading, writing) = try pipe()
    let child = try ChildProcess(command, input: input, output: writing.fileDescriptor)
    guard let exit = child.waitForExit(.seconds(120)) else {
      child.send(SIGKILL)
      throw LocalStackError(.serverFailed, "\(command.joined(separator: " ")) did not end in 120 s")
    }
    try? writing.close()
    let output = (try? reading.readToEnd()) ?? Data()
    return (exit, String(decoding: output, as: UTF8.self))
  }

  /// Two ends, a pipe in effect, that no program inherits, whoever starts it at this very moment: one
  /// that lives on would hold the writing end open, and the reader would wait for its end.
  private static func pipe() throws(LocalStackError) -> (reading: FileHandle, writing: FileHandle) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw LocalStackError(.serverFailed, "could not make a pipe: \(systemError(errno))")
    }
    return (
      FileHandle(fileDescriptor: ends[0], closeOnDealloc: true),
      FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    )
  }

  // MARK: The keeper thread

  private func keep(_ command: [String], input: String, output: Int32) {
    switch spawn(command, input: input, output: output) {
    case .failure(let error):
      advance(to: .failed(error.code))
    case .success(let pid):
      advance(to: .running(pid))
      var info = unsafe siginfo_t()
      // Leaves the zombie in place: until `phase` changes, its id still is this process.
      while unsafe waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
      condition.withLock {
        var status: Int32 = 0
        unsafe waitpid(pid, &status, 0)
        let signal = status & 0x7f
        phase = .exited(signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal))
        condition.broadcast()
      }
    }
  }

  private func advance(to next: Phase) {
    condition.withLock {
      phase = next
      condition.broadcast()
    }
  }

  private struct SpawnError: Error { let code: Int32 }

  private func spawn(
    _ command: [String], input: String, output: Int32
  ) -> Result<pid_t, SpawnError> {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
    for descriptor in openDescriptors() where descriptor > 2 {
      unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    var none = sigset_t()
    unsafe sigfillset(&all)
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))

    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe command.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    let path = "PATH=" + Program.folders.joined(separator: ":")
    var environment: [UnsafeMutablePointer<CChar>?] = unsafe [
      strdup(path), strdup("LC_ALL=C"), nil,
    ]
    defer { unsafe environment.forEach { unsafe free($0) } }

    var pid: pid_t = 0
    let code = unsafe posix_spawnp(
      &pid, command[0], &actions, &attributes, &arguments, &environment)
    return code == 0 ? .success(pid) : .failure(SpawnError(code: code))
  }

  private func openDescriptors() -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return names.compactMap(Int32.init)
  }
}
