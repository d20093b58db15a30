public import LLM
public import Postgres
import Synchronization

/// What goes on with the chats of an organization.
public struct ResolvedChat: Sendable {
  public let provider: any ChatProvider
  /// What the organization wants of replies in chats; `nil` is the model's own.
  public let temperature: Double?
  public let maxOutputTokens: Int?
  /// Whether the organization pays for it: its URL or its key is its own.
  public let isOwn: Bool
}

/// The model of each organization: its own, or the deployment's.
///
/// A change of settings counts within ``lifetime``. What is known of a server, such as that it fails,
/// is known for each organization by itself.
public final class ChatProviders: Sendable {
  /// Makes a provider of a model; it is kept while the settings stay what they are.
  public typealias Making =
    @Sendable (_ endpoint: OpenAIEndpoint, _ model: String) throws -> any ChatProvider

  /// How long settings are taken to be what they were.
  public static let lifetime = Duration.seconds(2)
  private static let maxRemembered = 1_000

  private static let get = Statement("llm_settings_get", PackageResources.llm_settings_get_sql)

  private struct Entry {
    let settings: StoredLLM?
    let chat: ResolvedChat?
    let readAt: ContinuousClock.Instant
  }

  private let lanes: PostgresLanes
  private let deployment: DeployedChat
  private let deployed: ResolvedChat?
  private let masterKeys: MasterKeys?
  private let allowsPrivateAddresses: Bool
  private let makeProvider: Making
  private let remembered = Mutex(RecencyList<String, Entry>())

  /// Models on the lanes of either role. `masterKeys` open what organizations' keys are sealed with;
  /// unless it `allowsPrivateAddresses`, their URLs must lead to the internet.
  public init(
    lanes: PostgresLanes, deployment: DeployedChat, masterKeys: MasterKeys?,
    allowsPrivateAddresses: Bool, makeProvider: @escaping Making
  ) throws {
    self.lanes = lanes
    self.deployment = deployment
    self.masterKeys = masterKeys
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.makeProvider = makeProvider
    deployed = try deployment.endpoint.map { endpoint in
      ResolvedChat(
        provider: try makeProvider(endpoint, deployment.model), temperature: nil,
        maxOutputTokens: nil, isOwn: false)
    }
  }

  /// The organization's model; `nil` stands for what is built in.
  ///
  /// Throws `LLMError` when its settings can't be used: they are never left aside for the
  /// deployment's. Else what the lanes throw.
  public func chat(
    of organization: OrganizationID, deadline: ContinuousClock.Instant? = nil
  ) async throws -> ResolvedChat? {
    let old = remembered.withLock { $0.use(organization.text) }
    if let old, old.readAt + Self.lifetime > .now { return old.chat }
    let readAt = ContinuousClock.now
    let settings = try await settings(of: organization, deadline: deadline)
    let chat = old?.settings == settings ? old?.chat : nil
    let entry = Entry(
      settings: settings, chat: try chat ?? resolve(settings, organization), readAt: readAt)
    remember(entry, organization)
    return entry.chat
  }

  private func settings(
    of organization: OrganizationID, deadline: ContinuousClock.Instant?
  ) async throws -> StoredLLM? {
    let rows = try await lanes.run(
      UnitOptions(organizations: [organization.text], deadline: deadline, isIdempotent: true),
      Query(Self.get, [.text(organization.text)]) { row in try StoredLLM(row) })
    return rows.first
  }

  private func resolve(
    _ settings: StoredLLM?, _ organization: OrganizationID
  ) throws -> ResolvedChat? {
    guard let settings, settings.isAny else { return deployed }
    let key = try settings.key.map {
      try MasterKeys.open($0, of: organization, with: masterKeys)
    }
    guard let endpoint = try endpoint(settings, key) else { return nil }
    let provider: any ChatProvider =
      if let deployed, !settings.isOwn, settings.model == nil {
        deployed.provider
      } else {
        try makeProvider(endpoint, settings.model ?? deployment.model)
      }
    return ResolvedChat(
      provider: provider, temperature: settings.temperature,
      maxOutputTokens: settings.maxOutputTokens.map { Int($0) }, isOwn: settings.isOwn)
  }

  /// The deployment's key goes to the deployment's URL only.
  private func endpoint(_ settings: StoredLLM, _ key: APIKey?) throws -> OpenAIEndpoint? {
    if let url = settings.baseURL {
      return try OpenAIEndpoint(
        baseURL: url, apiKey: key, isPublicOnly: !allowsPrivateAddresses)
    }
    guard let key, let endpoint = deployment.endpoint else { return deployment.endpoint }
    return try OpenAIEndpoint(baseURL: endpoint.baseURL, apiKey: key)
  }

  private func remember(_ entry: Entry, _ organization: OrganizationID) {
    remembered.withLock { list in
      _ = list.remove(organization.text)
      list.insert(organization.text, entry)
      if list.count > Self.maxRemembered { _ = list.removeOldest() }
    }
  }
}

/// What the database has of an organization's model.
private struct StoredLLM: Sendable, Hashable {
  let baseURL: String?
  let model: String?
  let temperature: Double?
  let maxOutputTokens: Int32?
  let key: SealedKey?

  /// From the columns of `llm_settings_get`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    baseURL = try row.decodeOptional(0)
    model = try row.decodeOptional(1)
    temperature = try row.decodeOptional(2)
    maxOutputTokens = try row.decodeOptional(3)
    key = try row.decodeOptional(4, as: [UInt8].self).map(SealedKey.init(stored:))
  }

  var isOwn: Bool { baseURL != nil || key != nil }

  var isAny: Bool { isOwn || model != nil || temperature != nil || maxOutputTokens != nil }
}
