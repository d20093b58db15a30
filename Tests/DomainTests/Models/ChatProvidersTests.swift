@testable import Domain
import LLM
import Postgres
import TestSupport
import Testing

@Suite struct ChatProvidersTests {
  private let question = ChatRequest(messages: [ChatMessage(.user, "hello")])

  @Test func `an organization that sets nothing has the deployment's model`() async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start(key: "deployment-key")
    let chats = try ChatProviders.openAI(
      lanes: domain.lanes, deployment: try deployment(server, key: "deployment-key"))
    let chat = try #require(try await chats.chat(of: DomainFixture.scope().organizationID))
    #expect(chat.provider.modelName == "deployed" && !chat.isOwn)
    _ = try await chat.provider.complete(question, deadline: nil)
    #expect(try await server.counters().chat.count == 1)
    let none = try ChatProviders.openAI(lanes: domain.lanes)
    #expect(try await none.chat(of: DomainFixture.scope().organizationID) == nil)
  }

  @Test func `each organization's requests go to its own server with its own key`() async throws {
    let domain = try await DomainFixture.shared
    let deployed = try await OpenAIServer.start(key: "deployment-key")
    let own = try await OpenAIServer.start(key: "own-key")
    let chats = try ChatProviders.openAI(
      lanes: domain.lanes, deployment: try deployment(deployed, key: "deployment-key"))
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) {
      $0.baseURL = .set(own.baseURL)
      $0.model = .set("own")
      $0.temperature = .set(0)
      $0.maxOutputTokens = .set(99)
      $0.setAPIKey(.set("own-key"))
    }
    let chat = try #require(try await chats.chat(of: scope.organizationID))
    #expect(chat.isOwn && chat.temperature == 0 && chat.maxOutputTokens == 99)
    _ = try await chat.provider.complete(question, deadline: nil)
    #expect(try await own.counters().chat.last?.model == "own")
    #expect(try await deployed.counters().requests == 0)
  }

  @Test func `an organization's URL is never sent the deployment's key`() async throws {
    let domain = try await DomainFixture.shared
    let own = try await OpenAIServer.start(key: "deployment-key")
    let chats = try ChatProviders.openAI(
      lanes: domain.lanes, deployment: try deployment(own, key: "deployment-key"))
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) { $0.baseURL = .set(own.baseURL) }
    let chat = try #require(try await chats.chat(of: scope.organizationID))
    // The server wants the deployment's key, and does not get it.
    let error = await #expect(throws: LLMError.self) {
      try await chat.provider.complete(question, deadline: nil)
    }
    #expect(error?.code == .refused)
  }

  @Test func `an organization's key alone goes to the deployment's URL`() async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start(key: "own-key")
    let chats = try ChatProviders.openAI(
      lanes: domain.lanes, deployment: try deployment(server, key: "deployment-key"))
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) { $0.setAPIKey(.set("own-key")) }
    let chat = try #require(try await chats.chat(of: scope.organizationID))
    #expect(chat.isOwn && chat.provider.modelName == "deployed")
    _ = try await chat.provider.complete(question, deadline: nil)
  }

  @Test func `a key that can't be read is an error, not the deployment's key`() async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start()
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope, masterKeys: masterKeys("c")) {
      $0.setAPIKey(.set("own-key"))
    }
    for keys in [nil, masterKeys("a")] {
      let chats = try ChatProviders.openAI(
        lanes: domain.lanes, deployment: try deployment(server, key: "deployment-key"),
        masterKeys: keys)
      let error = await #expect(throws: LLMError.self) {
        try await chats.chat(of: scope.organizationID)
      }
      #expect(error?.code == .invalidEndpoint && error?.isRetriable == false)
      #expect(error?.reason.contains("ENGRAM_MASTER_KEY") == true)
    }
    #expect(try await server.counters().requests == 0)
  }

  @Test(arguments: ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"])
  func `an organization's URL that leads to this machine is refused`(host: String) async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start()
    let chats = try ChatProviders.openAI(lanes: domain.lanes, allowsPrivateAddresses: false)
    let scope = try DomainFixture.scope()
    let url = server.baseURL.replacing("127.0.0.1", with: host)
    try await domain.setLLM(in: scope) { $0.baseURL = .set(url) }
    let chat = try #require(try await chats.chat(of: scope.organizationID))
    let error = await #expect(throws: LLMError.self) {
      try await chat.provider.complete(question, deadline: nil)
    }
    #expect(error?.code == .invalidEndpoint)
    #expect(error?.reason == "the server's address is not a public one")
    #expect(try await server.counters().requests == 0)
  }

  @Test func `a redirect is not followed`() async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start()
    try await server.set(OpenAIBehaviour(always: .status(307)))
    let chats = try ChatProviders.openAI(lanes: domain.lanes)
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) { $0.baseURL = .set(server.baseURL) }
    let chat = try #require(try await chats.chat(of: scope.organizationID))
    let error = await #expect(throws: LLMError.self) {
      try await chat.provider.complete(question, deadline: nil)
    }
    #expect(error?.code == .refused)
    #expect(try await server.counters().requests == 1)
  }

  @Test func `a change of settings counts within seconds, and the rest keeps what it has learned`()
    async throws
  {
    let domain = try await DomainFixture.shared
    let chats = try ChatProviders.openAI(lanes: domain.lanes)
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) {
      $0.baseURL = .set("https://one.example/v1")
      $0.model = .set("one")
    }
    #expect(try await chats.chat(of: scope.organizationID)?.provider.modelName == "one")
    try await domain.setLLM(in: scope) { $0.model = .set("two") }
    try await Task.sleep(for: ChatProviders.lifetime + .milliseconds(100))
    #expect(try await chats.chat(of: scope.organizationID)?.provider.modelName == "two")
  }

  @Test func `an organization whose server fails shuts nobody else's way`() async throws {
    let domain = try await DomainFixture.shared
    let server = try await OpenAIServer.start()
    let chats = try ChatProviders.openAI(
      lanes: domain.lanes, deployment: try deployment(server, key: nil))
    let failing = try DomainFixture.scope()
    try await domain.setLLM(in: failing) { $0.baseURL = .set("http://127.0.0.1:1/v1") }
    let bad = try #require(try await chats.chat(of: failing.organizationID))
    for _ in 0..<10 {
      await #expect(throws: LLMError.self) {
        try await bad.provider.complete(question, deadline: nil)
      }
    }
    let good = try #require(try await chats.chat(of: DomainFixture.scope().organizationID))
    _ = try await good.provider.complete(question, deadline: nil)
  }

  private func deployment(_ server: OpenAIServer, key: String?) throws -> DeployedChat {
    DeployedChat(
      endpoint: try OpenAIEndpoint(baseURL: server.baseURL, apiKey: key.map { APIKey($0) }),
      model: "deployed")
  }
}
