/// A sentence as a summary shows it.
struct SummaryLine {
  private static let maxNameBytes = 64
  private static let ellipsis = "…"

  let date: String?
  private let speaker: String
  private let text: String

  init(_ sentence: SentenceSplitter.Sentence, of turn: ExtractiveSummary.Turn) {
    speaker = Self.name(turn.speaker)
    date = turn.date.map(Self.name).flatMap { $0.isEmpty ? nil : $0 }
    text = sentence.isCut ? sentence.text + Self.ellipsis : sentence.text
  }

  /// How many bytes it takes, without a line's end.
  func byteCount(withDate: Bool) -> Int {
    prefix(withDate: withDate).utf8.count + text.utf8.count
  }

  /// All of them, each date with the first that has it.
  static func joined(_ lines: [SummaryLine]) -> String {
    var dates: Set<String> = []
    return lines.map { line in
      let isNew = line.date.map { dates.insert($0).inserted } ?? false
      return line.prefix(withDate: isNew) + line.text
    }.joined(separator: "\n")
  }

  /// Its beginning; without the speaker where there is little room.
  func shortened(toBytes count: Int) -> String {
    let prefix = prefix(withDate: false)
    let whole = prefix.utf8.count <= count / 2 ? prefix + text : text
    guard whole.utf8.count > count else { return whole }
    let room = count - Self.ellipsis.utf8.count
    let start = whole.clipped(toBytes: room)
    return room > 0 && !start.isEmpty ? start + Self.ellipsis : whole.clipped(toBytes: count)
  }

  private func prefix(withDate: Bool) -> String {
    let date = withDate ? date : nil
    return switch (speaker.isEmpty, date) {
    case (true, nil): ""
    case (true, let date?): "\(date): "
    case (false, nil): "\(speaker): "
    case (false, let date?): "\(speaker) (\(date)): "
    }
  }

  /// One short line.
  private static func name(_ text: String) -> String {
    text.clipped(toBytes: maxNameBytes).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
