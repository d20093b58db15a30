import Foundation
import Testing

@testable import LocalStack

@Suite struct ChildProcessTests {
  @Test func `a program that is started meanwhile keeps no other one's output open`() async throws {
    async let sleepers = onThreads(4) {
      try (0..<40).map { _ in try ChildProcess(["sleep", "15"], output: STDERR_FILENO) }
    }
    let outputs = try await onThreads(4) {
      try (0..<40).map { try ChildProcess.run(["echo", "\($0)"]).output }
    }
    for sleeper in try await sleepers {
      // One that held an output open would have had to end first.
      #expect(sleeper.processID != nil)
      sleeper.stop([(signal: SIGKILL, patience: .seconds(10))])
    }
    #expect(outputs.sorted() == (0..<160).map { "\($0 / 4)\n" }.sorted())
  }

  /// All that `body` makes on so many threads at once: it blocks.
  private func onThreads<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable () throws -> [Value]
  ) async throws -> [Value] {
    try await withThrowingTaskGroup { group in
      for _ in 0..<count {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}
