/// How texts are split into requests.
public struct EmbeddingBatches: Sendable {
  let maxCount: Int
  let maxBytes: Int

  /// At most so many texts, of at most so many bytes, at once.
  public init(maxCount: Int, maxBytes: Int) {
    self.maxCount = maxCount
    self.maxBytes = maxBytes
  }

  /// Ranges of `byteCounts`, in order: each within both limits, or a single text.
  public func ranges(_ byteCounts: [Int]) -> [Range<Int>] {
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
