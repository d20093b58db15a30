import FoundationEssentials

/// Words by which texts tell a time, and questions ask for one, in a few languages.
enum TimeWords {
  /// What a text has that tells when something was, such as "yesterday".
  static let told = """
    yesterday today tomorrow tonight ago last next week weekend month year recently
    monday tuesday wednesday thursday friday saturday sunday morning evening
    january february march april june july august september october november december
    gestern heute morgen letzte nächste woche wochenende monat jahr montag dienstag mittwoch
    donnerstag freitag samstag sonntag hier aujourd'hui demain dernier prochain semaine mois année
    ayer hoy mañana pasado próximo semana mes año ontem hoje amanhã ieri oggi domani
    вчера сегодня завтра неделя месяц год أمس اليوم غدا
    昨天 今天 明天 昨日 今日 明日 去年 今年 明年 先週 来週 上周 下周 어제 오늘 내일
    """

  private static let asking: Set<String> = [
    "when", "wann", "quand", "cuándo", "cuando", "quando", "когда", "متى",
  ]
  private static let askingUnspaced = ["什么时候", "何时", "いつ", "何時", "언제"]

  /// Whether a query asks when.
  static func isAsked(by query: String) -> Bool {
    query.split { !$0.isLetter }.contains { asking.contains($0.lowercased()) }
      || askingUnspaced.contains { query.contains($0) }
  }
}
