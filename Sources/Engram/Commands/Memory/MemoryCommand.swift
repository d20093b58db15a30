import ArgumentParser

struct MemoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Store, search and list memories.",
    discussion: """
      Prints a table that fits the terminal, or with --json the server's reply. A call that fails \
      says why on standard error, and ends with 16 plus the number of its status.
      """,
    subcommands: [
      MemoryStoreCommand.self, MemorySearchCommand.self, MemoryListCommand.self,
    ])
}
