import Client
import Testing
import Wire

@Suite struct LLMSettingsServiceTests {
  private static let secret = "sk-secret-0815"

  private func update(
    _ organization: String, _ paths: [String], _ llm: EngramV1.LLMSettings?
  ) async throws -> EngramV1.OrganizationSettings {
    try await ServerFixture.shared.client.organizations.updateSettings(
      .init(organizationID: organization, updateMask: .init(paths: paths), llm: llm))
  }

  private func get(_ organization: String) async throws -> EngramV1.OrganizationSettings {
    try await ServerFixture.shared.client.organizations.getSettings(
      .init(organizationID: organization))
  }

  @Test func `settings of the model are an organization's own, and its key never comes back`()
    async throws
  {
    let organization = ServerFixture.uniqueID()
    let all = EngramV1.LLMSettings(
      baseURL: "https://llm.example/v1", model: "m", temperatureSetting: .temperature(0),
      maxOutputTokens: 100, apiKey: Self.secret, embeddingModel: "e", embeddingDimensions: 3_072)
    let changed = try await update(organization, ["llm"], all)
    let read = try await get(organization)
    #expect(read == changed)
    let expected = EngramV1.LLMSettings(
      baseURL: "https://llm.example/v1", model: "m", temperatureSetting: .temperature(0),
      maxOutputTokens: 100, hasApiKey: true, embeddingModel: "e", embeddingDimensions: 3_072)
    #expect(changed.llm == expected && changed.effectiveLlm == expected)
    #expect(!changed.json().contains(Self.secret))

    let other = ServerFixture.uniqueID()
    let others = try await update(other, ["user_memory_limit"], nil)
    let builtIn = EngramV1.LLMSettings(embeddingModel: "local-1", embeddingDimensions: 256)
    #expect(others.llm == EngramV1.LLMSettings() && others.effectiveLlm == builtIn)
    #expect(!others.json().contains("llm.example"))
  }

  @Test func `only what the mask names is changed, and what it names without a value is unset`()
    async throws
  {
    let organization = ServerFixture.uniqueID()
    _ = try await update(
      organization, ["llm"],
      .init(baseURL: "https://llm.example/v1", model: "m", apiKey: Self.secret))
    let model = try await update(
      organization, ["llm.model"], .init(baseURL: "https://ignored.example", model: "n"))
    #expect(model.llm?.baseURL == "https://llm.example/v1" && model.llm?.model == "n")
    #expect(model.llm?.hasApiKey == true)
    let keyless = try await update(organization, ["llm.api_key"], nil)
    #expect(keyless.llm?.hasApiKey == false && keyless.llm?.model == "n")
    let cold = try await update(
      organization, ["llm.temperature"], .init(temperatureSetting: .temperature(0)))
    #expect(cold.llm?.temperatureSetting == .temperature(0))
    let warm = try await update(organization, ["llm.temperature"], nil)
    #expect(warm.llm?.temperatureSetting == nil)
    #expect(try await update(organization, ["llm"], nil).llm == EngramV1.LLMSettings())
  }

  @Test func `what can't be is named, and no key is repeated`() async throws {
    let organization = ServerFixture.uniqueID()
    let refused: [(String, EngramV1.LLMSettings)] = [
      ("llm.base_url", .init(baseURL: "ftp://\(Self.secret)/v1")),
      ("llm.base_url", .init(baseURL: "https://u:\(Self.secret)@llm.example/v1")),
      ("llm.temperature", .init(temperatureSetting: .temperature(.nan))),
      ("llm.max_output_tokens", .init(maxOutputTokens: -1)),
      ("llm.api_key", .init(apiKey: Self.secret + " ")),
      ("llm.embedding_model", .init(embeddingModel: "without a URL")),
      (
        "llm.embedding_model",
        .init(
          baseURL: "https://llm.example/v1", embeddingModel: String(repeating: "m", count: 257))
      ),
      (
        "llm.embedding_dimensions",
        .init(
          baseURL: "https://llm.example/v1", embeddingModel: "e", embeddingDimensions: 3_801)
      ),
    ]
    for (field, llm) in refused {
      await expect(.invalidArgument, field: field) { try await update(organization, ["llm"], llm) }
      do { _ = try await update(organization, ["llm"], llm) } catch {
        #expect(!"\(error)".contains(Self.secret))
      }
    }
    await expect(.invalidArgument, field: "update_mask.paths[0]") {
      try await update(organization, ["llm.has_api_key"], nil)
    }
  }

  @Test func `nothing of a request that is refused is kept`() async throws {
    let organization = ServerFixture.uniqueID()
    let client = try await ServerFixture.shared.client
    await expect(.invalidArgument, field: "consolidation.keep_recent") {
      try await client.organizations.updateSettings(
        .init(
          organizationID: organization,
          updateMask: .init(paths: ["consolidation.keep_recent", "llm.model"]),
          consolidation: .init(keepRecentSetting: .keepRecent(50)), llm: .init(model: "m")))
    }
    let settings = try await update(organization, ["user_memory_limit"], nil)
    #expect(settings.llm?.model.isEmpty == true)
  }
}
