import Foundation
import LocalStack
import TestSupport
import Testing

/// `engram serve` as users run it: a process, its private stack, and calls from another process.
@Suite(.serialized) struct ServeTests {
  @Test func `it says that it is ready in one line, answers, and stops on SIGTERM`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    #expect(await serve.firstLine() == "engram 0.1.0 serving on \(serve.address)\n")

    let created = try await call(
      serve, "engram.v1.ConversationService/CreateConversation",
      #"{"organizationId": "acme", "userId": "ada"}"#)
    #expect(created.status == 0)
    #expect(created.output.contains(#""organizationId": "acme""#))

    #expect(try await serve.end(SIGTERM) == 0)
    #expect(try serve.rest() == "")
    #expect(try serve.servers().isEmpty)
  }

  @Test func `what was stored survives SIGKILL, and the servers do not`() async throws {
    let first = try ServeProcess()
    defer { first.removeFolder() }
    _ = await first.firstLine()
    let request = #"{"organizationId": "acme", "displayName": "Acme"}"#
    let stored = try await call(first, "engram.v1.OrganizationService/PutOrganization", request)
    #expect(stored.status == 0)
    _ = try await first.end(SIGKILL)

    let second = try ServeProcess(folder: first.folder)
    #expect(await second.firstLine().hasPrefix("engram 0.1.0 serving on "))
    let found = try await call(
      second, "engram.v1.OrganizationService/GetOrganization", #"{"organizationId": "acme"}"#)
    #expect(found.output == stored.output)
    #expect(try await second.end(SIGINT) == 0)
    #expect(try second.servers().isEmpty)
  }

  @Test func `other commands find its database, and a second one is refused`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let status = try await Executable.run([
      "migrate", "--status", "--data-dir", serve.dataDirectory,
    ])
    #expect(status.status == 0)
    #expect(status.output.hasPrefix("1 conversations: applied 2"))
    let migrate = try await Executable.run(["migrate", "--data-dir", serve.dataDirectory])
    #expect(migrate.output == "nothing to apply\n")

    let second = try await Executable.run([
      "serve", "--data-dir", serve.dataDirectory, "--listen", "127.0.0.1:0",
    ])
    #expect(second.status == 1)
    #expect(second.output == "")
    #expect(second.errors.contains("is in use by process \(serve.process.processIdentifier)"))

    let doctor = try await Executable.run(["doctor", "--data-dir", serve.dataDirectory])
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("in use by process \(serve.process.processIdentifier)"))
    _ = try await serve.end(SIGTERM)
  }

  @Test func `a call reads standard input, and a failed one ends with its status`() async throws {
    let serve = try ServeProcess()
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let check = try await call(serve, "grpc.health.v1.Health/Check", "-", input: "{}")
    #expect(check.output == "{\n  \"status\": \"SERVING\"\n}\n")

    let refused = try await call(
      serve, "engram.v1.ConversationService/CreateConversation", #"{"userId": "ada"}"#)
    #expect(refused.status == 16 + 3)
    #expect(refused.output == "")
    #expect(refused.errors.hasPrefix("INVALID_ARGUMENT: "))
    #expect(refused.errors.contains("\n  organization_id: "))

    let watch = try await call(
      serve, "grpc.health.v1.Health/Watch", "{}", options: ["--timeout", "0.3"])
    #expect(watch.status == 16 + 4)
    #expect(watch.output == #"{"status":"SERVING"}"# + "\n")
    _ = try await serve.end(SIGTERM)
  }

  @Test func `health turns to NOT_SERVING when the database is gone`() async throws {
    let stack = try await LocalStack.startTemporary(
      purpose: "health", durability: .none, logger: SharedStack.logger)
    let serve = try ServeProcess(options: ["--database-url", stack.databaseURL])
    defer { serve.removeFolder() }
    _ = await serve.firstLine()

    let arguments = [
      "call", "grpc.health.v1.Health/Watch", "{}", "--address", serve.address, "--timeout", "6",
    ]
    async let watch = Executable.run(arguments)
    try await Task.sleep(for: .seconds(2))
    await stack.stop()

    let lines = try await watch.output.split(separator: "\n")
    #expect(lines == [#"{"status":"SERVING"}"#, #"{"status":"NOT_SERVING"}"#])
    _ = try await serve.end(SIGTERM)
  }

  private func call(
    _ serve: ServeProcess, _ method: String, _ json: String, options: [String] = [],
    input: String = ""
  ) async throws -> Executable.Result {
    try await Executable.run(
      ["call", method, json, "--address", serve.address] + options, input: input)
  }
}
