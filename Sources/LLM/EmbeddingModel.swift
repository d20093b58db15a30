/// Which embeddings are comparable: those of one model, with one number of dimensions.
public struct EmbeddingModel: Sendable, Hashable {
  /// The provider's name of it, such as `text-embedding-3-small`.
  public let name: String
  /// The length of its vectors.
  public let dimensions: Int

  public init(name: String, dimensions: Int) {
    self.name = name
    self.dimensions = dimensions
  }
}
