extension String {
  /// The beginning of at most `count` bytes of UTF-8 that ends between two characters; of a single
  /// longer one what fits.
  public func clipped(toBytes count: Int) -> String {
    guard utf8.count > count else { return self }
    var end = utf8.index(startIndex, offsetBy: max(count, 0))
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    var clipped = String(self[..<end])
    // Looked at once, not at each scalar: a character may be as long as the text.
    if end.samePosition(in: self) == nil, let last = clipped.indices.last,
      last > clipped.startIndex
    {
      clipped.removeSubrange(last...)
    }
    return clipped
  }
}
