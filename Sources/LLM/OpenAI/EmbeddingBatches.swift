/// How texts are split into requests.
struct EmbeddingBatches {
  let maxCount: Int
  let maxBytes: Int

  /// Ranges of `byteCounts`, in order: each within both limits, or a single text.
  func ranges(_ byteCounts: [Int]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for (index, count) in byteCounts.enumerated() {
      if index > start, index - start >= maxCount || bytes + count > maxBytes {
        ranges.append(start..<index)
        start = index
        bytes = 0
      }
      bytes += count
    }
    if start < byteCounts.count { ranges.append(start..<byteCounts.count) }
    return ranges
  }
}
