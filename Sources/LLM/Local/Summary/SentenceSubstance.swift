/// How much of what is worth remembering a sentence holds: facts, decisions, open tasks.
enum SentenceSubstance {
  private static let factsShare = 0.6

  /// From 0 to 1; each fact adds less than the one before.
  static func of(_ sentence: SentenceSplitter.Sentence) -> Double {
    // Code is full of numbers and names.
    guard !sentence.isCode else { return 0 }
    let facts = Double(FactScanner.count(in: sentence.text))
    let commitment = isCommitment(sentence.text) ? 1 - factsShare : 0
    let substance = facts / (facts + 1) * factsShare + commitment
    // The answer says more.
    return isQuestion(sentence.text) ? substance / 2 : substance
  }

  private static func isQuestion(_ text: String) -> Bool {
    text.last.map { "?？؟".contains($0) } ?? false
  }

  /// Whether it has a word of a decision, a task or a wish.
  private static func isCommitment(_ text: String) -> Bool {
    let source = TextUnits(text)
    return source.units.contains { unit in
      let scalars = source.scalars[unit.range]
      guard unit.kind == .run else { return words.contains(Array(scalars)) }
      return runs.contains { scalars.contains($0) }
    }
  }

  private static let words = Set(
    """
    agree agreed agreement decide decided decision must shall deadline due todo plan planned promise
    promised need needs required prefer prefers allergic budget important remember confirmed cancelled
    beschlossen entschieden entscheidung vereinbart muss müssen soll frist termin aufgabe geplant
    versprochen brauche braucht brauchen bevorzugt allergisch wichtig bestätigt abgesagt
    décidé décision doit faut accord délai prévu besoin décidido decisión debe acuerdo plazo necesita
    قررنا قرر قرار يجب اتفقنا موعد مهمة نحتاج أحتاج مهم
    решили решение должен нужно срок договорились
    """.split(whereSeparator: \.isWhitespace).map { scalars(of: $0) })

  private static let runs = [
    "决定", "必须", "需要", "同意", "截止", "任务", "计划", "确认", "过敏", "重要",
    "決定", "決め", "決ま", "必要", "締め切り", "締切", "予定", "約束", "確認", "アレルギー", "合意",
  ].map { scalars(of: $0[...]) }

  /// As `TextUnits` gives them.
  private static func scalars(of word: Substring) -> [UInt32] { TextUnits(String(word)).scalars }
}
