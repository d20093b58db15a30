/// What a query means to a model of embeddings.
struct QueryMeaning {
  /// Of length 1.
  let vector: [Float]
  /// What its list weighs where that of the words weighs 1.
  let weight: Double
}
