import ArgumentParser
import LocalStack
import Logging
import RedisStreams

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Do background work until SIGTERM or SIGINT, without serving.",
    discussion: """
      Does jobs, sweeps and erasure as each `engram serve` does, for the database of \
      --database-url, else for that of a running private stack. Any number may run. Prints one line \
      on standard output when it begins; everything else goes to standard error.
      """)

  @OptionGroup var backends: BackendOptions
  @OptionGroup var embeddings: EmbeddingOptions
  @OptionGroup var chat: ChatOptions
  @OptionGroup var rate: LLMRateOptions
  @OptionGroup var memories: MemoryOptions
  @OptionGroup var jobs: JobOptions
  @OptionGroup var consolidation: ConsolidationOptions
  @OptionGroup var logging: LogOptions

  func run() async throws {
    let logger = try logging.logger()
    UnknownVariables.warn(logger)
    let attached = try backends.attached()
    if let redis = attached.redis { try await RedisCheck.version(of: redis) }
    let working = Working(
      backends: attached, memories: try embeddings.memorySettings(memories),
      jobs: try jobs.settings(),
      consolidation: try consolidation.settings(chat, rate), logger: logger)
    try await working.run { queues in
      StandardOutput.line(
        "engram \(EngramCommand.version) working on \(queues.joined(separator: ", "))")
    }
  }
}
