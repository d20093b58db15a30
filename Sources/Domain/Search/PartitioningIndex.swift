extension RandomAccessCollection {
  /// The first index whose element `belongs` to the second part, where all elements of the first part
  /// come before all of the second; `endIndex` when that is empty. Asks a logarithmic number of times.
  func partitioningIndex(where belongs: (Element) -> Bool) -> Index {
    var start = startIndex
    var count = count
    while count > 0 {
      let half = count / 2
      let middle = index(start, offsetBy: half)
      if belongs(self[middle]) {
        count = half
      } else {
        start = index(after: middle)
        count -= half + 1
      }
    }
    return start
  }
}
