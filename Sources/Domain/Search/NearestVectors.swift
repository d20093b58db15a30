/// Which vectors of some blocks are nearest to another one.
struct NearestVectors {
  /// A vector by its block and its place there, and its similarity.
  typealias Hit = (block: Int, place: Int, score: Double)

  let blocks: [VectorBlock]

  /// Those that may be among the nearest `count` of the wanted ones, and hardly more, in no order;
  /// none of a block whose vectors have other dimensions.
  ///
  /// Fixed point says which ones may be among them; these are compared once more as the database
  /// would compare them, so none is missed.
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
    let border = Int(best.least)
    let tolerance = blocks.map { Int($0.tolerance(with: fixed)) }.max() ?? 0
    var hits: [Hit] = []
    for (block, similarities) in similarities.enumerated() {
      let vectors = blocks[block]
      // The list's last one may be off by as much as what is below it.
      let least = border - Int(vectors.tolerance(with: fixed)) - tolerance
      for (place, similarity) in similarities.enumerated()
      where Int(similarity) >= least && isWanted(block, place) {
        hits.append(
          (block, place, vectors.similarity(of: place, with: fixed, whole: similarity)))
      }
    }
    return hits
  }
}
