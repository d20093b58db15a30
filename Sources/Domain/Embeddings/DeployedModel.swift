public import LLM
import Postgres

/// A model that embeddings of the deployment, or of an organization, are made with.
public struct DeployedModel: Sendable, Hashable {
  /// Where it stands; the numbers are the database's.
  public enum State: Int16, Sendable, Hashable {
    /// Memories get embeddings of it, beside those of the active one.
    case building = 1
    /// Searches use it.
    case active = 2
    /// Its embeddings are being dropped.
    case retired = 3
  }

  /// A model as it is configured.
  public struct Settings: Sendable, Hashable {
    public let model: EmbeddingModel
    /// Where it is served; `nil` for the built-in provider.
    public let baseURL: String?

    /// A model and its place.
    public init(model: EmbeddingModel, baseURL: String?) {
      self.model = model
      self.baseURL = baseURL
    }

    var parameters: [PostgresValue] {
      [.text(model.name), .int4(Int32(clamping: model.dimensions)), .text(baseURL)]
    }
  }

  /// The most numbers of an embedding: more of them, beside the longest ids, don't fit into a page
  /// of the database.
  public static let maxDimensions = 3_800

  let id: Int16
  public let settings: Settings
  public let state: State
  /// What the database keeps its embeddings as.
  let vectorType: ExtensionType

  /// From the columns of `embedding_model_list`, which begin at `column`.
  init(_ row: borrowing PostgresRow, from column: Int = 0) throws(PostgresError) {
    id = try row.decode(column)
    settings = Settings(
      model: EmbeddingModel(
        name: try row.decode(column + 1),
        dimensions: Int(try row.decode(column + 2, as: Int32.self))),
      baseURL: try row.decodeOptional(column + 3))
    let number: Int16 = try row.decode(column + 4)
    guard let state = State(rawValue: number) else {
      throw PostgresError(.decoding, attempted: "embedding model", reason: "unknown state")
    }
    self.state = state
    vectorType = ExtensionType(
      element: UInt32(truncatingIfNeeded: try row.decode(column + 5, as: Int64.self)),
      array: UInt32(truncatingIfNeeded: try row.decode(column + 6, as: Int64.self)))
  }
}
