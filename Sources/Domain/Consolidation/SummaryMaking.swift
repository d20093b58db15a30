import FoundationEssentials
import LLM

/// Makes one summary of a job, step by step: each step that was paid for is kept with the job before
/// the next one.
struct SummaryMaking: Sendable {
  /// Below this share of the messages' facts a summary is written once more, when there are so many.
  private static let sparseRatio = 0.5
  private static let sparseFacts = 4
  /// How long a worker waits for leave to call before it gives its job back.
  private static let patience = Duration.seconds(2)

  /// Nothing is called for a while; the job is to be given back until then.
  struct Waiting: Error {
    let duration: Duration
  }

  /// The job is another worker's by now.
  struct Lost: Error {}

  /// What the plan spoke of is not there any more.
  struct Changed: Error {}

  let work: ConsolidationWork
  let writer: any SummaryWriter
  let limiter: CallLimiter
  let job: ClaimedJob

  // MARK: Of messages

  /// What is to be summarised, and what is there of its summary.
  struct Draft {
    var progress: SummaryProgress
    var parts: [[TranscriptMessage]]
    var known: [ConsolidationPlan.KnownFact]
  }

  /// Goes on with what an earlier attempt has kept, or begins with as many messages as a model can
  /// read at once.
  func draft(_ plan: ConsolidationPlan) async throws -> Draft {
    if let draft = try await keptDraft(plan) { return draft }
    let known = known(plan)
    let messages = try await work.messages(
      range(plan), tokens: Int64(writer.budget(beside: [previous(plan)])), of: job)
    let budget = writer.budget(beside: known.map(\.content) + [previous(plan)])
    return try draft(messages.fitting(budget), known, budget: budget)
  }

  private func range(_ plan: ConsolidationPlan) -> ClosedRange<Int64> {
    let first = plan.consolidatedSeq + 1
    return first...max(first, plan.targetSeq)
  }

  /// What a model is told beside the messages: the first ones that fit into their share of the
  /// context.
  private func known(_ plan: ConsolidationPlan) -> [ConsolidationPlan.KnownFact] {
    var left = writer.contextShare
    return Array(
      plan.known.prefix { fact in
        left -= Int(TokenEstimate.tokens(in: fact.content))
        return left >= 0
      })
  }

  /// The summary before, as much of it as fits into its share. Most texts have two bytes a token or more.
  private func previous(_ plan: ConsolidationPlan) -> String {
    plan.previous.clipped(toBytes: writer.contextShare * 2)
  }

  private func keptDraft(_ plan: ConsolidationPlan) async throws -> Draft? {
    guard let kept = plan.progress, kept.fromSeq == plan.consolidatedSeq + 1, kept.merged.isEmpty,
      kept.fromSeq <= kept.toSeq
    else { return nil }
    let messages = try await work.messages(kept.fromSeq...kept.toSeq, tokens: .max, of: job)
    let parts = Transcript(messages: messages).pieces(tokens: kept.budget)
    guard messages.last?.seq == kept.toSeq, messages.erasedCount == kept.erasedCount,
      parts.count == kept.partCount
    else { return nil }
    return Draft(progress: kept, parts: parts, known: known(plan))
  }

  private func draft(
    _ messages: [TranscriptMessage], _ known: [ConsolidationPlan.KnownFact], budget: Int
  ) throws -> Draft {
    guard let first = messages.first?.seq, let last = messages.last?.seq else { throw Changed() }
    let parts = Transcript(messages: messages).pieces(tokens: budget)
    var progress = SummaryProgress(
      fromSeq: first, toSeq: last, budget: budget, partCount: parts.count)
    progress.erasedCount = messages.erasedCount
    return Draft(progress: progress, parts: parts, known: known)
  }

  /// Begins anew with half as many tokens and keeps that; `false` when it can't be less.
  func shrink(_ draft: Draft, _ plan: ConsolidationPlan) async throws -> Bool {
    let budget = draft.progress.budget / 2
    guard budget >= SummaryPrompt.minBudget else { return false }
    let messages = try await work.messages(range(plan), tokens: Int64(budget), of: job)
    try await keep(try self.draft(messages, draft.known, budget: budget).progress)
    return true
  }

  /// Writes what is missing of a summary, and holds it against the messages.
  func write(_ draft: Draft, _ plan: ConsolidationPlan) async throws -> SummaryProgress {
    var progress = draft.progress
    for part in draft.parts.dropFirst(progress.doneParts) {
      let material = material(part, progress, plan, draft.known)
      let written = try await call { try await writer.summarize(material) }
      progress.add(written, known: draft.known.map(\.id))
      try await keep(progress)
    }
    let texts = draft.parts.joined().map(\.text)
    let check = SummaryCheck.facts(in: texts)
    if let part = draft.parts.first, draft.parts.count == 1 {
      let first = SummaryPrompt.Material(previous: previous(plan), known: [], messages: part)
      try await complete(&progress, first, check)
    }
    progress.factRatio = check.coverage(of: progress.summary).ratio
    return progress
  }

  private func material(
    _ part: [TranscriptMessage], _ progress: SummaryProgress, _ plan: ConsolidationPlan,
    _ known: [ConsolidationPlan.KnownFact]
  ) -> SummaryPrompt.Material {
    SummaryPrompt.Material(
      previous: progress.doneParts == 0 ? previous(plan) : progress.summary,
      known: known.map(\.content), messages: part)
  }

  /// Asks once more when much is missing. The better one of the two stays.
  private func complete(
    _ progress: inout SummaryProgress, _ material: SummaryPrompt.Material,
    _ facts: SummaryCheck.Facts
  ) async throws {
    let (ratio, missing) = facts.coverage(of: progress.summary)
    guard writer.isModel, !progress.wasCompleted, facts.count >= Self.sparseFacts,
      ratio < Self.sparseRatio
    else { return }
    let summary = progress.summary
    do {
      let written = try await call {
        try await writer.complete(material, summary: summary, missing: missing)
      }
      progress.count(written)
      if facts.coverage(of: written.summary).ratio > ratio { progress.summary = written.summary }
    } catch let error as LLMError
      where [.invalidResponse, .inputRefused].contains(error.code)
    {
      // The first one is a summary too.
    }
    progress.wasCompleted = true
    try await keep(progress)
  }

  // MARK: Of summaries

  /// One summary of others, the oldest ones of a level, as many as a model can read at once.
  func merge(level: Int16, _ plan: ConsolidationPlan) async throws -> SummaryProgress {
    var sources = fitting(try await work.sources(level: level, of: job))
    while true {
      do {
        return try await merge(sources, plan)
      } catch let error as LLMError where error.code == .inputRefused && sources.count > 2 {
        sources = Array(sources.prefix(max(sources.count / 2, 2)))
      }
    }
  }

  private func merge(
    _ sources: [ConsolidationWork.Source], _ plan: ConsolidationPlan
  ) async throws -> SummaryProgress {
    guard let first = sources.first, let last = sources.last, sources.count > 1 else {
      throw Changed()
    }
    if let kept = plan.progress, kept.merged == sources.map(\.id), kept.isSummarized { return kept }
    var progress = SummaryProgress(
      fromSeq: first.messages.lowerBound, toSeq: last.messages.upperBound, budget: 0, partCount: 1)
    progress.merged = sources.map(\.id)
    let contents = sources.map(\.content)
    let written = try await call { try await writer.merge(contents) }
    progress.add(written, known: [])
    progress.factRatio = SummaryCheck.facts(in: contents).coverage(of: progress.summary).ratio
    try await keep(progress)
    return progress
  }

  /// At least two.
  private func fitting(_ sources: [ConsolidationWork.Source]) -> [ConsolidationWork.Source] {
    var left = writer.budget(beside: [])
    var count = 0
    for source in sources {
      left -= Int(TokenEstimate.tokens(in: source.content))
      if left < 0 && count >= 2 { break }
      count += 1
    }
    return Array(sources.prefix(count))
  }

  // MARK: Steps

  /// What costs nothing is not kept: it is made again.
  private func keep(_ progress: SummaryProgress) async throws {
    guard writer.isModel else { return }
    if try await !work.keep(progress, of: job) { throw Lost() }
  }

  /// One call of the model, when the limit gives leave.
  private func call(
    _ body: () async throws -> WrittenSummary
  ) async throws -> WrittenSummary {
    guard writer.isModel else { return try await body() }
    try await leave()
    FaultPoint.afterSlot.pass()
    FaultPoint.duringCall.pass(after: .milliseconds(200))
    let written = try await body()
    FaultPoint.afterAnswer.pass()
    return written
  }

  private func leave() async throws {
    let end = ContinuousClock.now + Self.patience
    while let wait = try await limiter.take() {
      guard .now + wait < end else { throw Waiting(duration: wait) }
      try await Task.sleep(for: max(wait, .milliseconds(10)))
    }
  }
}
