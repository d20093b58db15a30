import ArgumentParser

struct DocumentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "document",
    abstract: "Put, search, list, read and delete documents.",
    discussion: """
      Prints a table that fits the terminal, or with --json the server's reply. A call that fails \
      says why on standard error, and ends with 16 plus the number of its status.
      """,
    subcommands: [
      DocumentPutCommand.self, DocumentSearchCommand.self, DocumentListCommand.self,
      DocumentGetCommand.self, DocumentDeleteCommand.self,
    ])
}
