import LLM
public import Logging
import Postgres

/// Does the jobs of the `embedding` queue, many at once: one request to the provider serves them all.
public struct EmbeddingHandler: JobHandler {
  private static let timeout = Duration.seconds(60)
  /// Refusals without any success after which it is not the texts that are refused.
  private static let maxRefusals = 20
  /// Attempts after which a text that is refused, while others are not, is given up.
  private static let maxAttempts = 5

  private let embedder: MemoryEmbedder
  private let refusedDelay: Duration
  private let logger: Logger

  /// A handler that tries again after `refusedDelay` what time alone does not mend, such as a wrong
  /// key.
  public init(
    embedder: MemoryEmbedder, refusedDelay: Duration = .seconds(60), logger: Logger
  ) {
    self.embedder = embedder
    self.refusedDelay = refusedDelay
    self.logger = logger
  }

  public func handle(_ jobs: [ClaimedJob]) async -> [JobOutcome] {
    var tally = Tally()
    let fates = await embed(jobs[...], &tally)
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
  private func embed(_ jobs: ArraySlice<ClaimedJob>, _ tally: inout Tally) async -> [Fate] {
    do {
      try await embedder.embed(
        jobs.map { MemoryEmbedder.Subject(organization: $0.organizationID, id: $0.subjectID) },
        deadline: .now + Self.timeout)
      tally.hasSuccess = true
      return jobs.map { _ in .ended(.done) }
    } catch let error as LLMError where error.code == .inputRefused {
      tally.refusals += 1
      let isHopeless = !tally.hasSuccess && tally.refusals >= Self.maxRefusals
      guard jobs.count > 1, !isHopeless else { return jobs.map { _ in .refused(error) } }
      let middle = jobs.startIndex + jobs.count / 2
      return await embed(jobs[..<middle], &tally) + embed(jobs[middle...], &tally)
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
