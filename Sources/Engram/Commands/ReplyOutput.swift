import ArgumentParser
import Wire

/// How a reply is printed.
struct ReplyOutput: ParsableArguments {
  @Flag(help: "Print the reply as JSON instead of a table.")
  var json = false

  /// Prints a table of the reply, or `empty` on standard error when it has no rows.
  func show(_ reply: some WireMessage, _ table: TextTable, empty: String) {
    if json { return StandardOutput.line(reply.json(pretty: true)) }
    guard !table.rows.isEmpty else { return StandardError.line(empty) }
    table.lines(width: TerminalWidth.current).forEach(StandardOutput.line)
  }

  /// Says something beside a table.
  func note(_ text: String, when condition: Bool) {
    if condition && !json { StandardError.line(text) }
  }
}
