@testable import Domain
import HTTPClient
import LLM
import Postgres

/// The master keys of tests.
let testKeys = masterKeys("a")

/// 32 bytes that are written with one hexadecimal digit.
func masterKeys(_ digit: Character, previous: Character? = nil) -> MasterKeys {
  func key(_ digit: Character) -> APIKey { APIKey(String(repeating: digit, count: 64)) }
  guard let keys = try? MasterKeys(current: key(digit), previous: previous.map(key)) else {
    preconditionFailure("no master key of \(digit)")
  }
  return keys
}

extension ChatProviders {
  /// Models of OpenAI-compatible servers, on this machine too unless told otherwise.
  static func openAI(
    lanes: PostgresLanes, deployment: DeployedChat = DeployedChat(),
    masterKeys: MasterKeys? = testKeys, allowsPrivateAddresses: Bool = true
  ) throws -> ChatProviders {
    let client = try HTTPClient()
    return try ChatProviders(
      lanes: lanes, deployment: deployment, masterKeys: masterKeys,
      allowsPrivateAddresses: allowsPrivateAddresses
    ) { endpoint, model in try OpenAIChat(endpoint, model: model, client: client) }
  }
}

extension DomainFixture {
  /// Sets an organization's model, with a key that `testKeys` encrypt.
  @discardableResult
  func setLLM(
    in scope: RequestScope, masterKeys: MasterKeys? = testKeys,
    _ adjust: (inout LLMSettingsChange) -> Void
  ) async throws -> OrganizationSettings {
    var llm = LLMSettingsChange()
    adjust(&llm)
    let store = SettingsStore(
      lanes: lanes, deployment: MemoryLimits(), policy: ConsolidationPolicy(),
      models: models, masterKeys: masterKeys, jobs: JobSignal())
    let change = try SettingsChange(
      organizationLimit: .keep, projectLimit: .keep, userLimit: .keep, llm: llm)
    return try await store.update(change, in: scope)
  }

  /// What the database has of an organization's key.
  func storedKey(in scope: RequestScope) async throws -> [UInt8]? {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "stored_key",
          sql: "select llm_api_key from engram.organization_settings where organization_id = $1"),
        [.text(scope.organizationID.text)]
      ) { row in try row.decodeOptional(0, as: [UInt8].self) })
    await session.close()
    return rows.first ?? nil
  }
}
