import Client
import Foundation
import Testing
import Wire

extension FaultTests {
  /// A server that may open few files, and may not change that.
  @Suite struct OpenFileTests {
    @Test func `connections beyond what the files allow are refused with RetryInfo`() async throws {
      let serve = try ServeProcess(preparation: "ulimit -n 200")
      defer { serve.removeFolder() }
      _ = await serve.firstLine()
      var configuration = ClientConfiguration()
      configuration.retry = .never
      let endpoint = try Endpoint(parsing: serve.address)
      let clients = (0..<100).map { _ in EngramClient(to: endpoint, configuration: configuration) }

      var refusals: [RPCStatus] = []
      for client in clients {
        do throws(RPCStatus) { _ = try await client.health.check(.init()) } catch {
          refusals.append(error)
        }
      }
      // 128 files are kept for other things.
      #expect(refusals.count == 100 - (200 - 128))
      for refusal in refusals {
        #expect(refusal.code == .resourceExhausted)
        #expect(
          refusal.details
            == [.retryInfo(.milliseconds(200)), .errorInfo(reason: "SERVER_CONNECTION_LIMIT")])
      }
      for client in clients { await client.close() }
      #expect(try await serve.end(SIGTERM) == 0)
    }

    @Test func `a server without a file left rests, and serves when there is one`() async throws {
      let serve = try ServeProcess(preparation: "ulimit -n 64")
      defer { serve.removeFolder() }
      _ = await serve.firstLine()
      let endpoint = try Endpoint(parsing: serve.address)
      let process = serve.process.processIdentifier
      var clients: [EngramClient] = []
      for _ in 0..<80 { clients.append(try await .connect(to: endpoint)) }

      let before = try processorTicks(of: process)
      try await Task.sleep(for: .seconds(2))
      // A hundred ticks are a second.
      #expect(try processorTicks(of: process) - before < 100)

      for client in clients { await client.close() }
      let client = EngramClient(to: endpoint)
      #expect(try await client.health.check(.init()).status == .serving)
      await client.close()
      #expect(try await serve.end(SIGTERM) == 0)
    }

    /// The processor time that the process has used.
    private func processorTicks(of process: pid_t) throws -> Int {
      let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      let fields = stat.split(separator: " ")
      return try #require(Int(fields[13])) + #require(Int(fields[14]))
    }
  }
}
