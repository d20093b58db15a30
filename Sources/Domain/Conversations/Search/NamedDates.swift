import FoundationEssentials
import LLM

/// The dates that a query names: months, alone or with days and years.
struct NamedDates {
  /// What a message counts that is of such a month, and once more when it is of such a day.
  private static let weight = 2.0

  private var months: Set<Int> = []
  private var days: Set<Int> = []
  private var years: Set<Int> = []
  private let calendar: Calendar

  init(in query: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    self.calendar = calendar
    for word in query.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      // A day may have letters behind it, as in "3rd".
      if let number = Int(word.prefix { $0.isASCII && $0.isNumber }) {
        if (1...31).contains(number) { days.insert(number) }
        if (1_900...2_099).contains(number) { years.insert(number) }
      } else if word.count > 3 || word.first?.isUppercase ?? false {
        // "may" and "mar" are words of their own.
        if let month = Months.number(String(word)) { months.insert(month) }
      }
    }
  }

  /// What a message of this moment, in UTC, counts.
  func weight(of moment: Moment) -> Double {
    guard !months.isEmpty else { return 1 }
    let date = calendar.dateComponents([.year, .month, .day], from: moment.date)
    guard let year = date.year, let month = date.month, let day = date.day,
      months.contains(month), years.isEmpty || years.contains(year)
    else { return 1 }
    return days.contains(day) ? Self.weight * Self.weight : Self.weight
  }
}
