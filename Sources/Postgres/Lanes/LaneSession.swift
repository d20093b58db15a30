/// What a lane knows of its connection: which statements it has prepared, and what was sent whose
/// answer is still to come.
struct LaneSession {
  typealias Instant = ContinuousClock.Instant

  /// What lies between two syncs.
  struct Segment {
    enum Content {
      /// One statement being prepared. It has a segment of its own, so that nothing but its own
      /// failure keeps it from being prepared.
      case preparation(Preparation, name: String)
      /// A unit, with its statements as they were sent.
      case unit(LaneUnit, [PreparedCall])
    }

    let content: Content
    /// The answers that have arrived.
    var answered = 0
    /// The first failure.
    var failure: PostgresError?
    /// The caller has been told already, or there is none.
    var isSettled: Bool
    /// It was lost with a connection before.
    let isRepeated: Bool
  }

  /// In the order they were sent.
  var segments = FIFO<Segment>()
  /// Units among the segments.
  private(set) var unitCount = 0
  /// When the last answer arrived, or the first of these segments was sent.
  var lastProgress: Instant
  /// No more is sent; when all answers are there, a new connection takes over.
  var isRetiring = false
  /// The server said that it ends the connection: what follows the first segment never ran.
  var hasLastWord = false

  /// Names of statements that are prepared, or will be when the server reads so far.
  private var prepared: [Preparation: String] = [:]
  private var preparations = 0

  init(now: Instant) {
    lastProgress = now
  }

  /// Notes that a unit is sent now; returns what to send for it, preparations first.
  mutating func send(_ unit: LaneUnit, isRepeated: Bool, now: Instant) -> [LaneAction] {
    if segments.isEmpty { lastProgress = now }
    var actions: [LaneAction] = []
    let calls = unit.calls().map { call in
      PreparedCall(call: call, name: name(of: call.preparation, &actions))
    }
    segments.append(
      Segment(content: .unit(unit, calls), isSettled: false, isRepeated: isRepeated))
    unitCount += 1
    actions.append(.send(unit, calls))
    return actions
  }

  private mutating func name(
    of preparation: Preparation, _ actions: inout [LaneAction]
  ) -> String {
    if let name = prepared[preparation] { return name }
    preparations += 1
    let name = "\(preparation.statement.name).\(preparations)"
    prepared[preparation] = name
    segments.append(
      Segment(
        content: .preparation(preparation, name: name), isSettled: true, isRepeated: false))
    actions.append(.prepare(preparation, name: name))
    return name
  }

  /// Notes an answer to the first segment; returns the unit and the statement whose rows it holds,
  /// when somebody waits for them.
  mutating func answered(
    _ answer: LaneStateMachine.Answer, now: Instant
  ) -> (LaneUnit, PreparedCall)? {
    lastProgress = now
    if case .failure(let report) = answer {
      isRetiring = isRetiring || report.invalidatesSession
      hasLastWord = hasLastWord || report.isLastWord
    }
    let step = segments.withFirst { $0.answered(answer, now: now) }
    switch step {
    case .rows(let unit, let call): return (unit, call)
    case .notPrepared(let preparation, let name, let failure):
      forget(preparation, name: name, because: failure)
      return nil
    case .nothing, nil: return nil
    }
  }

  /// A statement that could not be prepared is prepared anew by the next unit that needs it; those
  /// that were sent in the belief that it was there fail with the reason it is not.
  private mutating func forget(
    _ preparation: Preparation, name: String, because failure: PostgresError
  ) {
    if prepared[preparation] == name { prepared[preparation] = nil }
    segments.forEach { segment in
      if case .unit(_, let calls) = segment.content, calls.contains(where: { $0.name == name }) {
        segment.failure = segment.failure ?? failure
      }
    }
  }

  /// Takes the first segment, whose sync has arrived.
  mutating func finishFirst(now: Instant) -> Segment? {
    lastProgress = now
    guard let segment = segments.popFirst() else { return nil }
    if case .unit = segment.content { unitCount -= 1 }
    return segment
  }
}

extension LaneSession.Segment {
  enum Step {
    case rows(LaneUnit, PreparedCall)
    case notPrepared(Preparation, name: String, because: PostgresError)
    case nothing
  }

  mutating func answered(_ answer: LaneStateMachine.Answer, now: LaneSession.Instant) -> Step {
    let index = answered
    answered += 1
    switch (content, answer) {
    case (.preparation(let preparation, let name), .failure(let report)):
      let error = report.error(attempted: preparation.statement.name)
      failure = error
      return .notPrepared(preparation, name: name, because: error)
    case (.unit(let unit, let calls), .failure(let report)):
      // The server's last word in place of a commit's answer does not say whether it committed.
      let call = index < calls.count ? calls[index].call : nil
      if call == nil && report.isLastWord { return .nothing }
      failure = failure ?? unit.failure(of: call, report, now: now)
      return .nothing
    case (.unit(let unit, let calls), .success) where index < calls.count && !isSettled:
      return .rows(unit, calls[index])
    default:
      return .nothing
    }
  }
}

extension LaneUnit {
  /// Why `call` failed, or the commit that comes behind the last one: the server cuts short what
  /// runs until the deadline.
  fileprivate func failure(
    of call: (any AnyStatementCall)?, _ report: ServerReport, now: LaneSession.Instant
  ) -> PostgresError {
    if report.isCancellation && isLate(now) { return deadlineExceeded }
    return report.error(attempted: call?.preparation.statement.name ?? "commit of \(name)")
  }
}
