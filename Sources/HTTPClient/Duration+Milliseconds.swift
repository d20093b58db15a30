extension Duration {
  /// Rounded up; not below zero.
  var wholeMilliseconds: Int {
    guard self > .zero else { return 0 }
    let (seconds, attoseconds) = components
    let (product, overflow) = Int(clamping: seconds).multipliedReportingOverflow(by: 1000)
    guard !overflow else { return Int(Int32.max) }
    let milliseconds = Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    return min(product, Int(Int32.max) - 1000) + milliseconds
  }
}

extension String {
  /// Without white space at both ends.
  var trimmingWhitespace: String {
    let start = drop(while: \.isWhitespace)
    return String(
      start.prefix(
        upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex))
  }
}
