import Foundation

/// Every setting, in the order in which `docs/configuration.md` lists them.
enum Settings {
  static let listen = Setting(
    option: "listen", form: "HOST:PORT|unix:PATH", meaning: "Where to listen.",
    standard: "127.0.0.1:7420", isRepeatable: true)
  static let allowUnauthenticated = Setting(
    option: "allow-unauthenticated", form: nil,
    meaning: "Allow listening on addresses that other machines can reach.", standard: "false")
  static let eventLoops = Setting(
    option: "event-loops", form: "N",
    meaning: "Threads that serve connections, 1 to 256.",
    standard: "half as many as there are processors")
  static let databaseURL = Setting(
    option: "database-url", form: "URL",
    meaning: "The PostgreSQL to use, postgresql://USER:PASSWORD@HOST:PORT/DATABASE.",
    standard: "a private one")
  static let databaseConnections = Setting(
    option: "database-connections", form: "N",
    meaning: "Connections to PostgreSQL that calls share, each with a thread, 1 to 256.",
    standard: "as many as there are processors, at least 2")
  static let redisURL = Setting(
    option: "redis-url", form: "URL",
    meaning: "The Redis to use, redis://USER:PASSWORD@HOST:PORT/DATABASE or unix:/PATH.",
    standard: "a private one, with the private PostgreSQL")
  static let dataDirectory = Setting(
    option: "data-dir", form: "DIR", meaning: "Where the private PostgreSQL and Redis keep data.",
    standard: "/var/lib/engram for root, else ~/.local/share/engram")
  static let runtimeDirectory = Setting(
    option: "runtime-dir", form: "DIR",
    meaning: "Where the private servers' folder of Unix sockets is made; keep it short.",
    standard: "/run for root, else $XDG_RUNTIME_DIR or /tmp")
  static let postgresBinaries = Setting(
    option: "postgres-bin", form: "DIR",
    meaning: "The folder with the programs of the private PostgreSQL.",
    standard: "the system's where it has pgvector, else what scripts/install.sh installed")
  static let embeddingURL = Setting(
    option: "embedding-url", form: "URL",
    meaning: "An OpenAI-compatible API that makes embeddings, such as https://api.openai.com/v1. "
      + "Counts for a new deployment; `engram reembed` changes it later.",
    standard: "the built-in provider")
  static let embeddingModel = Setting(
    option: "embedding-model", form: "NAME",
    meaning: "The model that makes embeddings, with an embedding URL.",
    standard: "text-embedding-3-small")
  static let embeddingDimensions = Setting(
    option: "embedding-dimensions", form: "N",
    meaning: "Numbers of an embedding, 1 to 3800 (of the built-in provider at least 64).",
    standard: "1536")
  static let embeddingAPIKey = Setting(
    option: "embedding-api-key-file", form: "FILE",
    meaning: "A file with the key for the embedding URL. The variable ENGRAM_EMBEDDING_API_KEY "
      + "may hold the key itself instead.",
    standard: "none")
  static let embeddingCache = Setting(
    option: "embedding-cache", form: "MIB",
    meaning: "Memory for embeddings of repeated texts, in MiB, 0 to 65536.", standard: "64")
  static let chatURL = Setting(
    option: "llm-url", form: "URL",
    meaning: "An OpenAI-compatible API that completes chats, such as https://api.openai.com/v1.",
    standard: "the built-in summary")
  static let chatModel = Setting(
    option: "llm-model", form: "NAME", meaning: "The model that completes chats, with an LLM URL.",
    standard: "gpt-4o-mini")
  static let chatAPIKey = Setting(
    option: "llm-api-key-file", form: "FILE",
    meaning:
      "A file with the key for the LLM URL. The variable ENGRAM_LLM_API_KEY may hold the key "
      + "itself instead.",
    standard: "none")
  static let chatTimeout = Setting(
    option: "llm-timeout", form: "SECONDS", meaning: "How long a chat completion may take.",
    standard: "60")
  static let chatContext = Setting(
    option: "llm-context", form: "TOKENS",
    meaning: "How many tokens a request to the model and its reply may have together, "
      + "1024 to 10000000.",
    standard: "32768")
  static let chatPrivateAddresses = Setting(
    option: "llm-allow-private-addresses", form: nil,
    meaning: "Allow URLs that organizations set to lead to addresses that are not on the internet.",
    standard: "false")
  static let masterKey = Setting(
    option: "master-key-file", form: "FILE",
    meaning: "A file with the key that organizations' API keys are encrypted with: 32 bytes in "
      + "base64 or as hexadecimal digits. The variable ENGRAM_MASTER_KEY may hold the key itself "
      + "instead.",
    standard: "none; then no organization can have an API key")
  static let previousMasterKey = Setting(
    option: "previous-master-key-file", form: "FILE",
    meaning: "A file with the master key before, while `engram rekey` has not been run. The "
      + "variable ENGRAM_MASTER_KEY_PREVIOUS may hold the key itself instead.",
    standard: "none")
  static let textLanguage = Setting(
    option: "text-language", form: "NAME",
    meaning: "How words are reduced to their stems: a text search configuration of PostgreSQL, "
      + "such as german, or simple for none in particular. What is stored keeps the one it was "
      + "stored with.",
    standard: "english")
  static let organizationMemories = Setting(
    option: "organization-memory-limit", form: "N",
    meaning: "The most memories of an organization itself, 1 to 100000.", standard: "1000")
  static let projectMemories = Setting(
    option: "project-memory-limit", form: "N",
    meaning: "The most memories of each project, 1 to 100000.", standard: "500")
  static let userMemories = Setting(
    option: "user-memory-limit", form: "N",
    meaning: "The most memories of each user, 1 to 100000.", standard: "100")
  static let consolidation = Setting(
    option: "consolidation", form: "on|off",
    meaning: "Whether conversations are consolidated by themselves, or only when a call asks. An "
      + "organization may have settings of its own for this and the next seven.",
    standard: "on")
  static let messageThreshold = Setting(
    option: "message-threshold", form: "N",
    meaning: "A conversation is due with more active messages than this, 1 to 100000.",
    standard: "20")
  static let tokenThreshold = Setting(
    option: "token-threshold", form: "N",
    meaning: "Or with more tokens in them than this, 100 to 100000000.", standard: "8000")
  static let keepRecent = Setting(
    option: "keep-recent", form: "N",
    meaning: "So many of the newest messages stay active, 0 to 10000, less than the message "
      + "threshold.", standard: "10")
  static let idleSeconds = Setting(
    option: "idle-seconds", form: "SECONDS",
    meaning: "After so much silence all but the newest are summarised, 60 to 31536000.",
    standard: "3600")
  static let summaryScope = Setting(
    option: "summary-scope", form: "project|user",
    meaning: "Whose memory a summary becomes: the project's, where the conversation has one, or "
      + "always the user's.", standard: "project")
  static let messageRetention = Setting(
    option: "message-retention", form: "archive|delete",
    meaning: "What becomes of summarised messages: they stay, or what they say is erased.",
    standard: "archive")
  static let archiveDays = Setting(
    option: "archive-days", form: "DAYS",
    meaning: "Days after which what summarised messages say is erased, 1 to 36500.",
    standard: "never")
  static let llmCalls = Setting(
    option: "llm-calls", form: "N",
    meaning: "The most calls of the LLM, by all processes of the deployment, in any window of "
      + "time, 0 to 100000; 0 for no limit.", standard: "10")
  static let llmWindow = Setting(
    option: "llm-window", form: "SECONDS", meaning: "That window, 1 to 3600.", standard: "60")
  static let searchCache = Setting(
    option: "search-cache", form: "MIB",
    meaning: "Memory for copies of the memories that searches look through, and as much each for "
      + "copies of messages and of documents, in MiB, 0 to 65536.",
    standard: "128")
  static let chunkTokens = Setting(
    option: "chunk-tokens", form: "TOKENS",
    meaning: "The most tokens of a chunk of a document, 64 to 4000. What is there stays as it is "
      + "until it is put again.", standard: "400")
  static let chunkOverlap = Setting(
    option: "chunk-overlap", form: "TOKENS",
    meaning: "The most tokens of the chunk before that a chunk begins with, 0 to half of its size.",
    standard: "50")
  static let embedMessages = Setting(
    option: "embed-messages", form: "on|off",
    meaning:
      "Whether messages are embedded, so that they are found by meaning too. An organization "
      + "may have a setting of its own.", standard: "off")
  static let workers = Setting(
    option: "workers", form: "N",
    meaning: "Conversations that a process consolidates at once, each with a thread, 0 to 64. "
      + "With 0 it leaves them to other processes.",
    standard: "2")
  static let jobDrain = Setting(
    option: "job-drain", form: "SECONDS",
    meaning: "How long jobs may go on when the process is to stop, 0 to 3600; then they are given "
      + "back to other processes.",
    standard: "1")
  static let jobRetention = Setting(
    option: "job-retention", form: "DAYS",
    meaning: "How long jobs that are done can be looked at, 0 to 3650, in queues that keep them.",
    standard: "7")
  static let logLevel = Setting(
    option: "log-level", form: "LEVEL",
    meaning: "The least that is logged: trace, debug, info, notice, warning, error or critical.",
    standard: "info")
  static let address = Setting(
    option: "address", form: "HOST:PORT|unix:PATH", meaning: "The server to call.",
    standard: "127.0.0.1:7420")
  static let metadata = Setting(
    option: "metadata", form: "KEY=VALUE", meaning: "Metadata to send along with a call.",
    standard: "none", isRepeatable: true)
  static let timeout = Setting(
    option: "timeout", form: "SECONDS", meaning: "How long a call may take.",
    standard: "30; no limit for a stream")
  static let conversation = Setting(
    option: "conversation", form: "FILE",
    meaning: "The conversation of the demo: JSON, a line with the title, then a line a message.",
    standard: "examples/hamlet-act-1.jsonl")

  static let all = [
    listen, allowUnauthenticated, eventLoops, databaseURL, databaseConnections, redisURL,
    dataDirectory, runtimeDirectory, postgresBinaries, embeddingURL, embeddingModel,
    embeddingDimensions, embeddingAPIKey, embeddingCache, chatURL, chatModel, chatAPIKey,
    chatTimeout, chatContext, llmCalls, llmWindow, chatPrivateAddresses, masterKey,
    previousMasterKey, textLanguage, organizationMemories, projectMemories, userMemories,
    searchCache, chunkTokens, chunkOverlap, embedMessages, consolidation, messageThreshold,
    tokenThreshold, keepRecent, idleSeconds, summaryScope, messageRetention, archiveDays, workers,
    jobDrain,
    jobRetention,
    logLevel, address, metadata, timeout, conversation,
  ]

  /// The table of `docs/configuration.md`.
  static var markdown: String {
    let rows = all.map { setting in
      let form = setting.form.map { " `\($0.replacingOccurrences(of: "|", with: "\\|"))`" } ?? ""
      let repeatable = setting.isRepeatable ? " Repeatable." : ""
      return "| `--\(setting.option)`\(form) | `\(setting.variable)` | "
        + "\(setting.meaning)\(repeatable) | \(setting.standard) |\n"
    }
    return "| option | variable | meaning | default |\n|---|---|---|---|\n" + rows.joined()
  }
}
