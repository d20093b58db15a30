import Foundation

extension HTTPResponse {
  /// How long the server asks to wait, from now; `nil` when it says nothing that can be understood.
  public var retryAfter: Duration? {
    headers["retry-after"].flatMap { RetryAfter.parse($0, now: Date()) }
  }
}

/// The value of a Retry-After header: seconds, or a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
enum RetryAfter {
  /// What nobody waits for: a day.
  private static let max = 86_400.0

  static func parse(_ value: String, now: Date) -> Duration? {
    // Some providers send parts of seconds.
    if let seconds = Double(value) {
      guard seconds.isFinite, seconds >= 0 else { return nil }
      return .seconds(min(seconds, max))
    }
    guard let date = date(value) else { return nil }
    return .seconds(min(Swift.max(date.timeIntervalSince(now), 0), max))
  }

  private static func date(_ value: String) -> Date? {
    let parts = value.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let time = parts[4].split(separator: ":").compactMap { Int($0) }
    guard let day = Int(parts[1]), let year = Int(parts[3]), time.count == 3,
      (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar.date(
      from: DateComponents(
        year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2]))
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
