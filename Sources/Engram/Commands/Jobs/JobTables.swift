import Foundation
import Wire

/// Jobs and queues for people.
enum JobTables {
  /// - Parameter ofAll: whether jobs of several organizations are among them.
  static func listed(_ jobs: [EngramV1.Job], ofAll: Bool) -> TextTable {
    let organization: [TextTable.Title] = ofAll ? [.init(text: "organization")] : []
    var table = TextTable(
      [.init(text: "created")] + organization
        + [
          .init(text: "queue"), .init(text: "state"), .init(text: "tries", alignment: .right),
          .init(text: "job"), .init(text: "last error"),
        ])
    for job in jobs {
      table.add(
        [time(job.createdAt)] + (ofAll ? [job.organizationID] : [])
          + [
            job.queue.word, job.state.word, "\(job.attempts)", job.jobID, text(job.lastError),
          ])
    }
    return table
  }

  /// All that is known of one, a line each.
  static func one(_ job: EngramV1.Job) -> TextTable {
    var table = TextTable([.init(text: "field"), .init(text: "value")])
    let fields = [
      ("organization", job.organizationID), ("job", job.jobID), ("queue", job.queue.word),
      ("subject", "\(job.subjectKind.word) \(job.subjectID)"), ("state", job.state.word),
      ("attempts", "\(job.attempts)"), ("crashes", "\(job.crashes)"),
      ("created", time(job.createdAt)), ("run after", time(job.runAfter)),
      ("lease until", time(job.leaseUntil)), ("finished", time(job.finishedAt)),
      ("last error", text(job.lastError)),
    ]
    for (name, value) in fields { table.add([name, value]) }
    return table
  }

  static func stats(_ queues: [EngramV1.QueueStats]) -> TextTable {
    var table = TextTable(
      [.init(text: "queue")]
        + ["open", "due", "leased", "dead", "oldest", "limiter"].map {
          .init(text: $0, alignment: .right)
        } + [.init(text: "paused")])
    for queue in queues {
      table.add([
        queue.queue.word, "\(queue.openCount)", "\(queue.dueCount)", "\(queue.leasedCount)",
        "\(queue.deadCount)", seconds(queue.oldestDueMs), seconds(queue.limiterWaitMs),
        paused(queue),
      ])
    }
    return table
  }

  private static func paused(_ queue: EngramV1.QueueStats) -> String {
    guard queue.pausedAt != nil else { return "-" }
    let name = queue.pausedBy.isEmpty ? "" : "\(queue.pausedBy), "
    return "\(name)since \(time(queue.pausedAt))"
  }

  private static func seconds(_ milliseconds: Int64) -> String {
    milliseconds == 0 ? "-" : String(format: "%.1f s", Double(milliseconds) / 1_000)
  }

  private static func text(_ text: String) -> String { text.isEmpty ? "-" : text }

  private static func time(_ time: GoogleProtobuf.Timestamp?) -> String {
    guard let time else { return "-" }
    return Date(timeIntervalSince1970: Double(time.seconds)).ISO8601Format()
  }
}
