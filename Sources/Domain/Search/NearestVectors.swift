/// Which vectors of some blocks are nearest to another one.
struct NearestVectors {
  /// A vector by its block and its place there, and its similarity.
  typealias Hit = (block: Int, place: Int, score: Double)

  let blocks: [VectorBlock]

  /// The nearest `count` of the wanted ones, and those as near as the last of them, in no order; none
  /// of a block whose vectors have other dimensions.
  ///
  /// Heads of vectors say which ones are about the nearest. These are compared as the database would
  /// compare them, and then whatever else may be as near as the last of them, so none is missed.
  func nearest(
    _ count: Int, to vector: [Float], isWanted: (_ block: Int, _ place: Int) -> Bool
  ) -> [Hit] {
    let fixed = FixedVector(vector)
    let similarities = blocks.map { block in
      block.dimensions == vector.count ? block.similarities(with: fixed) : []
    }
    var best = BestOf(count)
    for (block, similarities) in similarities.enumerated() {
      for (place, similarity) in similarities.enumerated() where isWanted(block, place) {
        best.add(similarity)
      }
    }
    let border = best.least
    var hits: [Hit] = []
    func compare(in range: (VectorBlock) -> Range<Float>) {
      for (block, similarities) in similarities.enumerated() {
        let vectors = blocks[block]
        let range = range(vectors)
        for (place, similarity) in similarities.enumerated()
        where range.contains(similarity) && isWanted(block, place) {
          hits.append((block, place, vectors.similarity(of: place, with: fixed)))
        }
      }
    }
    func last() -> Double? {
      count > 0 && hits.count >= count ? hits.map(\.score).sorted(by: >)[count - 1] : nil
    }
    compare { _ in border..<Float.infinity }
    guard let about = last() else { return hits }
    compare { min(Float(about) - $0.tolerance(with: fixed), border)..<border }
    let least = last() ?? about
    return hits.filter { $0.score >= least }
  }
}
