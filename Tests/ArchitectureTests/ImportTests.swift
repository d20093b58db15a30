import Foundation
import Testing

/// The import rules, run on this tree and on small trees that break them.
@Suite struct ImportTests {
  @Test func `every import of the sources is in the module table`() async throws {
    let outcome = try await checkImports(root: repositoryRoot)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    "import NIOCore",
    "public import NIOCore",
    "@testable import RPCServer",
    "import struct NIOCore.ByteBuffer",
    "  internal import CLibPQ",
  ])
  func `an import outside the table is refused by file and line`(line: String) async throws {
    let root = try treeWhereDomainContains("// A file.\n\(line)\n")
    defer { try? FileManager.default.removeItem(at: root) }

    let outcome = try await checkImports(root: root)

    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("File.swift:2: Domain may not import"))
  }

  @Test func `an import that the table allows is accepted`() async throws {
    let root = try treeWhereDomainContains("import Postgres\npublic import Logging\n")
    defer { try? FileManager.default.removeItem(at: root) }

    let outcome = try await checkImports(root: root)
    #expect(outcome.status == 0)
  }

  @Test func `a module that the table does not name is refused`() async throws {
    let root = try treeWhereDomainContains("import Postgres\n")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(
      at: root.appending(path: "Sources/Extra"), withIntermediateDirectories: true)

    let outcome = try await checkImports(root: root)

    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("module Extra is not in the table"))
  }

  private var repositoryRoot: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  private func treeWhereDomainContains(_ text: String) throws -> URL {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let module = root.appending(path: "Sources/Domain")
    let docs = root.appending(path: "docs")
    try FileManager.default.createDirectory(at: module, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: docs, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: module.appending(path: "File.swift"))
    try FileManager.default.copyItem(
      at: repositoryRoot.appending(path: "docs/contributing.md"),
      to: docs.appending(path: "contributing.md"))
    return root
  }

  /// Waits on a thread of its own: the tests' few threads are for those that do not block.
  private func checkImports(root: URL) async throws -> (status: Int32, errors: String) {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(with: Result { try checkImportsBlocking(root: root) })
      }.start()
    }
  }

  private func checkImportsBlocking(root: URL) throws -> (status: Int32, errors: String) {
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", repositoryRoot.appending(path: "scripts/check-imports.py").path, root.path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    try process.run()
    let output = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
