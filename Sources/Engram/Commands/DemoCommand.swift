import ArgumentParser
import Foundation
import Logging

struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Run a real conversation through a private Engram.",
    discussion: """
      Starts a PostgreSQL, a Redis and a server in a temporary folder, imports the conversation by \
      RPC, reads it back and compares. Keeps memories of the one that it comes with, and finds them \
      again. Removes everything at the end.
      """)

  @Option(name: Settings.conversation.name, help: Settings.conversation.help)
  var conversation: String?
  @OptionGroup var logging: LogOptions

  func run() async throws {
    let path = Settings.conversation.given(conversation)?.text ?? "examples/hamlet-act-1.jsonl"
    let transcript = try Transcript(path: path)
    var logger = try logging.logger()
    if Settings.logLevel.given(logging.logLevel) == nil { logger.logLevel = .warning }
    try await DemoServer.run(logger) { endpoint in
      try await Demo(endpoint: endpoint, transcript: transcript).run()
    }
  }
}
