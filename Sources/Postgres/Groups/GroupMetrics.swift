import Metrics

/// What a group commit reports.
///
/// - `engram_postgres_group_parts`: a recorder, the parts of each unit that was sent, by `group`.
struct GroupMetrics: Sendable {
  private let parts: Recorder

  init(name: String) {
    parts = Recorder(label: "engram_postgres_group_parts", dimensions: [("group", name)])
  }

  func sent(parts count: Int) { parts.record(count) }
}
