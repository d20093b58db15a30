@testable import Domain
import LLM
import Postgres
import TestSupport
import Testing

@Suite struct ModelSettingsTests {
  private static let secret = "sk-secret-4711"

  // MARK: Keys

  @Test func `a key is stored encrypted, and no text of the settings shows it`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let settings = try await domain.setLLM(in: scope) { $0.setAPIKey(.set(Self.secret)) }
    #expect(settings.llm.hasAPIKey && settings.effectiveLLM.hasAPIKey)
    #expect(!"\(settings)".contains(Self.secret))
    let stored = try #require(try await domain.storedKey(in: scope))
    #expect(!String(decoding: stored, as: UTF8.self).contains(Self.secret))
    let sealed = SealedKey(stored: stored)
    let key = try testKeys.open(sealed, of: scope.organizationID)
    #expect(key == APIKey(Self.secret))
    #expect(!"\(testKeys) \(String(reflecting: testKeys))".contains("aaaa"))
  }

  @Test func `the same key is never encrypted to the same bytes`() async throws {
    let organization = try OrganizationID("one")
    let key = APIKey(Self.secret)
    #expect(try testKeys.seal(key, of: organization) != testKeys.seal(key, of: organization))
  }

  @Test func `a key can't be read for another organization, or when a byte has changed`() throws {
    let one = try OrganizationID("one")
    let sealed = try testKeys.seal(APIKey(Self.secret), of: one)
    #expect(throws: LLMError.self) {
      try testKeys.open(sealed, of: OrganizationID("two"))
    }
    for place in sealed.bytes.indices {
      var bytes = sealed.bytes
      bytes[place] ^= 1
      #expect(throws: LLMError.self) {
        try testKeys.open(SealedKey(stored: bytes), of: one)
      }
    }
    #expect(throws: LLMError.self) { try testKeys.open(SealedKey(stored: []), of: one) }
  }

  @Test func `a master key is 32 bytes in base64 or hexadecimal digits`() throws {
    _ = try MasterKeys(current: APIKey(String(repeating: "0f", count: 32)))
    _ = try MasterKeys(current: APIKey("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
    for wrong in ["", "short", String(repeating: "g", count: 64), "AAECAw=="] {
      #expect(throws: RuleViolation.self) { try MasterKeys(current: APIKey(wrong)) }
    }
  }

  @Test func `without a master key no organization can be given a key`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    await #expect(throws: DomainError.failedPrecondition(.organization, .noMasterKey)) {
      try await domain.setLLM(in: scope, masterKeys: nil) { $0.setAPIKey(.set(Self.secret)) }
    }
    let settings = try await domain.setLLM(in: scope, masterKeys: nil) {
      $0.model = .set("m")
      $0.setAPIKey(.set(nil))
    }
    #expect(settings.llm.model == "m" && !settings.llm.hasAPIKey)
  }

  @Test func `a key goes with the URL that it was for`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    try await domain.setLLM(in: scope) {
      $0.baseURL = .set("https://one.example/v1")
      $0.setAPIKey(.set(Self.secret))
    }
    let same = try await domain.setLLM(in: scope) {
      $0.baseURL = .set("https://one.example/v1")
      $0.model = .set("m")
    }
    #expect(same.llm.hasAPIKey)
    let other = try await domain.setLLM(in: scope) {
      $0.baseURL = .set("https://two.example/v1")
    }
    #expect(!other.llm.hasAPIKey && other.llm.model == "m")
    #expect(try await domain.storedKey(in: scope) == nil)
  }

  @Test func `keys are encrypted anew with another master key, and read meanwhile`() async throws {
    let domain = try await DomainFixture()
    let scopes = try (0..<3).map { _ in try DomainFixture.scope() }
    for scope in scopes {
      try await domain.setLLM(in: scope, masterKeys: masterKeys("a")) {
        $0.setAPIKey(.set(Self.secret))
      }
    }
    try await domain.setLLM(in: scopes[2], masterKeys: masterKeys("c")) {
      $0.setAPIKey(.set(Self.secret))
    }
    let keys = masterKeys("b", previous: "a")
    let before = SealedKey(stored: try #require(try await domain.storedKey(in: scopes[0])))
    #expect(try keys.open(before, of: scopes[0].organizationID) == APIKey(Self.secret))
    let rotation = KeyRotation(lanes: domain.systemLanes, masterKeys: keys)
    #expect(try await rotation.run() == .init(changed: 2, unchanged: 0, unreadable: 1))
    #expect(try await rotation.run() == .init(changed: 0, unchanged: 2, unreadable: 1))
    let after = SealedKey(stored: try #require(try await domain.storedKey(in: scopes[0])))
    #expect(try masterKeys("b").open(after, of: scopes[0].organizationID) == APIKey(Self.secret))
    #expect(throws: LLMError.self) {
      try masterKeys("a").open(after, of: scopes[0].organizationID)
    }
    await domain.close()
  }

  // MARK: Values

  @Test func `what can't be is refused by field`() {
    func refused(_ field: String, _ adjust: (inout LLMSettingsChange) -> Void) {
      var llm = LLMSettingsChange()
      adjust(&llm)
      let error = #expect(throws: DomainError.self) {
        try SettingsChange(
          organizationLimit: .keep, projectLimit: .keep, userLimit: .keep, llm: llm)
      }
      guard case .invalidArgument(field, _) = error else {
        Issue.record("\(String(describing: error)) is not about \(field)")
        return
      }
      #expect(!String(describing: error).contains("sk-"))
    }
    for url in [
      "ftp://host/v1", "host", "https://", "https://sk-1@host/v1", "https://u:sk-1@host/v1",
      "https://host/v1?key=sk-1", "https://host/#sk-1",
      "https://" + String(repeating: "a", count: 2_048),
    ] {
      refused("llm.base_url") { $0.baseURL = .set(url) }
    }
    refused("llm.model") { $0.model = .set(String(repeating: "m", count: 257)) }
    for temperature in [-0.1, 2.1, .infinity, .nan] {
      refused("llm.temperature") { $0.temperature = .set(temperature) }
    }
    for count in [-1, 1_000_001] as [Int32] {
      refused("llm.max_output_tokens") { $0.maxOutputTokens = .set(count) }
    }
    for key in ["sk- 1", "sk-\n", "sk-ü", "sk-" + String(repeating: "x", count: 4_096)] {
      refused("llm.api_key") { $0.setAPIKey(.set(key)) }
    }
  }

  @Test func `temperature 0 is a value, and nothing is the model's own`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let zero = try await domain.setLLM(in: scope) { $0.temperature = .set(0) }
    #expect(zero.llm.temperature == 0)
    #expect(
      try await domain.setLLM(in: scope) { $0.temperature = .set(nil) }.llm.temperature == nil)
  }
}
