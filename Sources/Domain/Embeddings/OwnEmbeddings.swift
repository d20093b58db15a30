public import LLM
import Postgres

/// How models are reached that organizations have of their own.
public struct OwnEmbeddings: Sendable {
  /// Makes the provider of a model.
  public typealias MakeProvider =
    @Sendable (EmbeddingEndpoint) throws -> any EmbeddingProvider

  private let masterKeys: MasterKeys?
  private let allowsPrivateAddresses: Bool
  private let makeProvider: MakeProvider

  /// `masterKeys` open what organizations' keys are sealed with; unless it `allowsPrivateAddresses`,
  /// their URLs must lead to the internet.
  public init(
    masterKeys: MasterKeys?, allowsPrivateAddresses: Bool, makeProvider: @escaping MakeProvider
  ) {
    self.masterKeys = masterKeys
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.makeProvider = makeProvider
  }

  /// What embeds with an organization's model, with its key and never with another one.
  ///
  /// Throws `LLMError` when its settings can't be used.
  func provider(_ own: OwnModel) throws -> any EmbeddingProvider {
    let settings = own.deployed.settings
    guard let baseURL = settings.baseURL else {
      throw LLMError(
        .invalidEndpoint, attempted: "reading the settings of a provider",
        reason: "the base URL: expected one beside a model for embeddings")
    }
    return try makeProvider(
      EmbeddingEndpoint(
        baseURL: baseURL,
        apiKey: try own.key.map { try MasterKeys.open($0, of: own.organization, with: masterKeys) },
        model: settings.model, isPublicOnly: !allowsPrivateAddresses))
  }
}

/// A model that an organization has of its own.
struct OwnModel: Sendable, Hashable {
  let organization: OrganizationID
  let key: SealedKey?
  let deployed: DeployedModel

  /// From a row of `own_embedding_model_list`.
  init(_ row: borrowing PostgresRow) throws(PostgresError) {
    organization = OrganizationID(stored: try row.decode(0))
    key = try row.decodeOptional(1, as: [UInt8].self).map(SealedKey.init(stored:))
    deployed = try DeployedModel(row, from: 2)
  }
}
