import LLM
public import Logging
import Metrics
import Postgres

/// Does the jobs of the `consolidation` queue: one summary a job. What is left to be summarised
/// afterwards has a job of its own.
public struct ConsolidationHandler: JobHandler {
  /// Attempts after which what no wait mends is given up.
  private static let maxAttempts = 10
  /// How long nobody calls when a provider wants fewer requests and does not say when.
  private static let limitedPause = Duration.seconds(5)
  /// How long a job waits for settings of a model to be corrected.
  private static let settingsPause = Duration.seconds(300)
  private static let changed = "the conversation changed meanwhile"

  private let work: ConsolidationWork
  private let chats: ChatProviders
  private let contextTokens: Int
  private let limiter: CallLimiter
  private let reports: TokenReports
  private let logger: Logger
  private let summaries = Counter(label: "engram_consolidations_total")

  /// A handler that has the model of each organization write its summaries; without one they are
  /// extracted. What the model counts of tokens is told to `reports`.
  ///
  /// - Parameter contextTokens: what a model can read and write at once.
  public init(
    work: ConsolidationWork, chats: ChatProviders, contextTokens: Int, limiter: CallLimiter,
    reports: TokenReports, logger: Logger
  ) {
    self.work = work
    self.chats = chats
    self.contextTokens = contextTokens
    self.limiter = limiter
    self.reports = reports
    self.logger = logger
  }

  public func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome] {
    var outcomes: [JobOutcome] = []
    for job in jobs { outcomes.append(await handle(job)) }
    return outcomes
  }

  private func handle(_ job: ClaimedJob) async -> JobOutcome {
    var isOwn = false
    do {
      let organization = OrganizationID(stored: job.organizationID)
      let chat = try await chats.chat(of: organization)
      isOwn = chat?.isOwn ?? false
      return try await consolidate(job, writer(chat, organization))
    } catch {
      return await outcome(of: error, job, isOwn: isOwn)
    }
  }

  private func writer(
    _ chat: ResolvedChat?, _ organization: OrganizationID
  ) -> any SummaryWriter {
    guard let chat else { return ExtractiveSummaryWriter() }
    return ModelSummaryWriter(
      provider: chat.provider, contextTokens: contextTokens
    ) { [reports] model, estimated, reported in
      reports.add(model: model, estimated: estimated, reported: reported, of: organization)
    }
  }

  private func consolidate(
    _ job: ClaimedJob, _ writer: any SummaryWriter
  ) async throws -> JobOutcome {
    guard let plan = try await work.plan(job, tellsKnown: writer.isModel) else { return .done }
    let making = SummaryMaking(work: work, writer: writer, limiter: limiter, job: job)
    if let level = plan.fullLevel {
      try await work.merge(try await making.merge(level: level, plan), of: job)
    } else if plan.targetSeq > plan.consolidatedSeq {
      guard let progress = try await summarize(plan, making) else { return .giveBack(after: .zero) }
      try await work.commit(progress, plan, of: job)
    } else {
      return .done
    }
    summaries.increment()
    return .finished
  }

  /// `nil` when the messages were too many for the model, and fewer are to be tried.
  private func summarize(
    _ plan: ConsolidationPlan, _ making: SummaryMaking
  ) async throws -> SummaryProgress? {
    let draft = try await making.draft(plan)
    do {
      return try await making.write(draft, plan)
    } catch let error as LLMError where error.code == .inputRefused {
      guard try await making.shrink(draft, plan) else { throw error }
      return nil
    }
  }

  // MARK: Failures

  private func outcome(of error: any Error, _ job: ClaimedJob, isOwn: Bool) async -> JobOutcome {
    switch error {
    case let waiting as SummaryMaking.Waiting: .giveBack(after: waiting.duration)
    case is CancellationError, is SummaryMaking.Lost: .giveBack(after: .zero)
    case let error as LLMError: await outcome(of: error, job, isOwn: isOwn)
    case is SummaryMaking.Changed: .retry(reason: Self.changed)
    case let error as PostgresError where error.isRefusal:
      .retry(reason: Self.changed)
    default: .retry(reason: (error as? PostgresError)?.description ?? "unknown failure")
    }
  }

  private func outcome(of error: LLMError, _ job: ClaimedJob, isOwn: Bool) async -> JobOutcome {
    switch error.code {
    case .featureRefused: return .giveBack(after: .zero)
    case .rateLimited:
      // What an organization's own provider says is nothing to the others. Should this fail, they
      // hear it from the provider themselves.
      if !isOwn {
        try? await limiter.pause(for: error.retryAfter ?? Self.limitedPause)
      }
    case .inputRefused: return .dead(reason: error.description)
    case .invalidEndpoint, .refused:
      // Whoever corrects the settings need not know of the jobs.
      logger.log(
        level: isOwn ? .warning : .error,
        isOwn ? "an organization's model can't be used" : "the model can't be used",
        metadata: ["error": "\(error)"])
      return .retry(after: Self.settingsPause, reason: error.description)
    case _ where !error.isRetriable:
      logger.error("the LLM does not do what it is asked", metadata: ["error": "\(error)"])
      if job.attempt >= Self.maxAttempts { return .dead(reason: error.description) }
    default: break
    }
    return .retry(after: error.retryAfter, reason: error.description)
  }
}
