import LLM
public import Logging
import Postgres

/// Does the jobs of the `embedding` queue, many at once: one request to the provider serves them all.
public struct EmbeddingHandler: JobHandler {
  private static let timeout = Duration.seconds(60)

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
    let subjects = jobs.map {
      MemoryEmbedder.Subject(organization: $0.organizationID, id: $0.subjectID)
    }
    do {
      try await embedder.embed(subjects, deadline: .now + Self.timeout)
      return jobs.map { _ in .done }
    } catch let error as LLMError where error.code == .inputRefused && jobs.count > 1 {
      // One of the texts is at fault; the others must not wait for it.
      let middle = jobs.count / 2
      return await handle(Array(jobs[..<middle])) + handle(Array(jobs[middle...]))
    } catch {
      let outcome = outcome(of: error)
      return jobs.map { _ in outcome }
    }
  }

  private func outcome(of error: any Error) -> JobOutcome {
    switch error {
    case let error as LLMError where error.isRetriable:
      return .retry(after: error.retryAfter, reason: error.description)
    case let error as LLMError:
      logger.error("the embedding provider refuses", metadata: ["error": "\(error)"])
      return .retry(after: refusedDelay, reason: error.description)
    case is CancellationError:
      return .giveBack(after: .zero)
    default:
      return .retry(after: nil, reason: (error as? PostgresError)?.description ?? "unknown failure")
    }
  }
}
