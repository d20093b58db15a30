/// Prints a reply as it arrives; to a terminal without anything that it would obey.
struct ReplyPrinter {
  private var endsLine = true

  mutating func print(_ piece: String) {
    let shown = StandardOutput.isTerminal ? piece.harmless : piece
    guard let last = shown.last else { return }
    endsLine = last.isNewline
    StandardOutput.text(shown)
  }

  /// Ends the last line.
  mutating func end() {
    if !endsLine { StandardOutput.line("") }
    endsLine = true
  }
}

extension String {
  /// Lines and tabs stay, other control characters don't.
  fileprivate var harmless: String {
    var kept = UnicodeScalarView()
    kept.append(
      contentsOf: unicodeScalars.filter { scalar in
        let properties = scalar.properties
        return scalar == "\n" || scalar == "\t"
          || properties.generalCategory != .control && !properties.isBidiControl
      })
    return String(kept)
  }
}
