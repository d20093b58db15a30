import FoundationEssentials
import LLM
public import Logging
import Postgres

/// Does the jobs of the `embedding` queue, many at once: one request to the provider serves all that
/// are about subjects of one kind.
public struct EmbeddingHandler: JobHandler {
  private static let timeout = Duration.seconds(60)
  /// The same for an organization with a model of its own: others wait for the end of it.
  private static let ownTimeout = Duration.seconds(15)
  /// Refusals without any success after which it is not the texts that are refused.
  private static let maxRefusals = 20
  /// Attempts after which a text that is refused, while others are not, is given up.
  private static let maxAttempts = 5

  /// After which a job that nothing here embeds is looked at again, by whatever process.
  private static let foreignDelay = Duration.seconds(10)

  private let embedders: [any SubjectEmbedder]
  private let models: EmbeddingModels
  private let refusedDelay: Duration
  private let logger: Logger

  /// A handler with one embedder for each kind of subject, asked in this order; it tries again after
  /// `refusedDelay` what time alone does not mend, such as a wrong key. `models` are the embedders'.
  public init(
    embedders: [any SubjectEmbedder], models: EmbeddingModels,
    refusedDelay: Duration = .seconds(60), logger: Logger
  ) {
    self.embedders = embedders
    self.models = models
    self.refusedDelay = refusedDelay
    self.logger = logger
  }

  /// What one provider does, or fails to do, is nothing to the organizations that have another.
  public func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome] {
    let parts = Dictionary(grouping: jobs) { job in
      models.hasOwn(job.organizationID) ? job.organizationID : nil
    }
    let outcomes = await withTaskGroup(of: [UUID: JobOutcome].self) { group in
      for (owner, jobs) in parts where owner == nil || models.asksOwn {
        group.addTask {
          await handle(jobs, within: owner == nil ? Self.timeout : Self.ownTimeout)
        }
      }
      return await group.reduce(into: [:]) { $0.merge($1) { $1 } }
    }
    return jobs.map { outcomes[$0.jobID] ?? .giveBack(after: Self.foreignDelay) }
  }

  private func handle(
    _ jobs: [ClaimedJob], within timeout: Duration
  ) async -> [UUID: JobOutcome] {
    var outcomes: [UUID: JobOutcome] = [:]
    for embedder in embedders {
      let own = jobs.filter { $0.subjectKind == embedder.kind }
      outcomes.merge(
        zip(own.map(\.jobID), await handle(own, with: embedder, within: timeout))
      ) { $1 }
    }
    return outcomes
  }

  private func handle(
    _ jobs: [ClaimedJob], with embedder: any SubjectEmbedder, within timeout: Duration
  ) async -> [JobOutcome] {
    if jobs.isEmpty { return [] }
    var tally = Tally()
    let fates = await embed(jobs[...], with: embedder, within: timeout, &tally)
    if let error = fates.lazy.compactMap(\.refusal).first {
      logger.error("the embedding provider refuses", metadata: ["error": "\(error)"])
    }
    return zip(jobs, fates).map { job, fate in
      switch fate {
      case .ended(let outcome): outcome
      case .refused(let error) where tally.hasSuccess && job.attempt >= Self.maxAttempts:
        .dead(reason: error.description)
      case .refused(let error): .retry(after: refusedDelay, reason: error.description)
      }
    }
  }

  /// What the provider did so far of one batch.
  private struct Tally {
    var refusals = 0
    var hasSuccess = false
  }

  private enum Fate {
    case ended(JobOutcome)
    case refused(LLMError)

    var refusal: LLMError? {
      if case .refused(let error) = self { error } else { nil }
    }
  }

  /// Embeds the subjects of `jobs`; where a text among them is refused, each half by itself, so that
  /// the others do not wait for it.
  private func embed(
    _ jobs: ArraySlice<ClaimedJob>, with embedder: any SubjectEmbedder, within timeout: Duration,
    _ tally: inout Tally
  ) async -> [Fate] {
    let subjects = jobs.map {
      EmbeddingSubject(organization: $0.organizationID, id: $0.subjectID)
    }
    do {
      let unfinished = try await embedder.embed(subjects, deadline: .now + timeout)
      tally.hasSuccess = true
      return subjects.map { .ended(unfinished.contains($0) ? .giveBack(after: .zero) : .done) }
    } catch let error as LLMError where error.code == .inputRefused {
      tally.refusals += 1
      let isHopeless = !tally.hasSuccess && tally.refusals >= Self.maxRefusals
      guard jobs.count > 1, !isHopeless else { return jobs.map { _ in .refused(error) } }
      let middle = jobs.startIndex + jobs.count / 2
      return await embed(jobs[..<middle], with: embedder, within: timeout, &tally)
        + embed(jobs[middle...], with: embedder, within: timeout, &tally)
    } catch let error as LLMError where !error.isRetriable {
      return jobs.map { _ in .refused(error) }
    } catch {
      let outcome = outcome(of: error)
      return jobs.map { _ in .ended(outcome) }
    }
  }

  private func outcome(of error: any Error) -> JobOutcome {
    switch error {
    case let error as LLMError: .retry(after: error.retryAfter, reason: error.description)
    case is CancellationError: .giveBack(after: .zero)
    default:
      .retry(after: nil, reason: (error as? PostgresError)?.description ?? "unknown failure")
    }
  }
}
