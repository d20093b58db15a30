import ArgumentParser

/// What is printed and written.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print one JSON object for each row instead of a table.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write an SVG chart of latency and throughput over time, all rows below each other.",
      valueName: "file.svg"))
  var chart: String?

  @Flag(help: "End with status 0 also when calls failed.")
  var allowFailures = false
}
