/// Weights by term, of unit length; sorted, so that two are compared in one pass.
struct TermVector {
  private let weights: [(term: UInt64, weight: Float)]

  /// Keeps the `maxTerms` heaviest.
  init(_ weights: [(term: UInt64, weight: Float)], maxTerms: Int) {
    let heaviest = weights.sorted { ($1.weight, $0.term) < ($0.weight, $1.term) }.prefix(maxTerms)
    let length = heaviest.reduce(Float(0)) { $0 + $1.weight * $1.weight }.squareRoot()
    self.weights = heaviest.map { ($0.term, length > 0 ? $0.weight / length : 0) }
      .sorted { $0.term < $1.term }
  }

  /// The cosine of the angle, from 0 to 1.
  func cosine(_ other: TermVector) -> Float {
    var sum: Float = 0
    var (left, right) = (0, 0)
    while left < weights.count, right < other.weights.count {
      let (a, b) = (weights[left], other.weights[right])
      if a.term == b.term { sum += a.weight * b.weight }
      if a.term <= b.term { left += 1 }
      if b.term <= a.term { right += 1 }
    }
    return sum
  }
}

/// The similarity of each two of some sentences, from 0 to 1.
struct SimilarityTable {
  private let count: Int
  private var values: [Float]

  init(_ vectors: [TermVector]) {
    count = vectors.count
    values = [Float](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        let value = vectors[row].cosine(vectors[column])
        values[row * count + column] = value
        values[column * count + row] = value
      }
    }
  }

  subscript(row: Int, column: Int) -> Float { values[row * count + column] }
}
