import Synchronization

/// What the database's clock probably says: it decides what has expired, whatever this machine's
/// clock says.
final class DatabaseClock: Sendable {
  /// How far it is ahead of this machine's, in microseconds, when it was last heard.
  private let lead = Atomic<Int64>(0)

  var now: Moment {
    let here = Moment.now.microsecondsSinceUnixEpoch
    return Moment(
      microsecondsSinceUnixEpoch: here.addingReportingOverflow(lead.load(ordering: .relaxed))
        .partialValue)
  }

  /// It just said `moment`.
  func hear(_ moment: Moment) {
    lead.store(
      moment.microsecondsSinceUnixEpoch - Moment.now.microsecondsSinceUnixEpoch,
      ordering: .relaxed)
  }
}
