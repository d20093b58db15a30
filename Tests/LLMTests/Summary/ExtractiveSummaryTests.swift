import Testing

@testable import LLM

struct ExtractiveSummaryTests {
  @Test(arguments: SummarySample.all.indices)
  func `a summary in each language is what it was`(index: Int) {
    let sample = SummarySample.all[index]
    let summary = ExtractiveSummary.summarize(
      sample.turns, previous: nil, maxBytes: sample.maxBytes)
    #expect(summary == sample.summary, "\(sample.language)")
    #expect(summary.utf8.count <= sample.maxBytes)
  }

  @Test func `every line is a sentence of its speaker, in the order of the conversation`() {
    for sample in SummarySample.all {
      let summary = ExtractiveSummary.summarize(sample.turns, previous: nil, maxBytes: 400)
      let whole = ExtractiveSummary.summarize(sample.turns, previous: nil, maxBytes: 100_000)
      let order = whole.split(separator: "\n")
      let places = summary.split(separator: "\n").map { order.firstIndex(of: $0) }
      #expect(!places.isEmpty)
      #expect(places.compactMap(\.self).count == places.count, "\(sample.language)")
      #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
      for line in order {
        #expect(
          sample.turns.contains { turn in
            line.hasPrefix(turn.speaker + ": ")
              && turn.text.contains(line.dropFirst(turn.speaker.count + 2))
          })
      }
    }
  }

  @Test func `what is nearly the same is said once`() {
    let said = [
      "The launch of the product is on May 3 in Berlin.",
      "The launch of the product is on May 3 in Berlin!", "Carol brings 12 chairs.",
    ]
    let summary = ExtractiveSummary.summarize(turns(said), previous: nil, maxBytes: 1_000)
    #expect(
      summary == "A: The launch of the product is on May 3 in Berlin.\nA: Carol brings 12 chairs.")
  }

  @Test func `what the previous summary says is not said again`() {
    let said = ["The launch of the product is on May 3 in Berlin.", "Carol brings 12 chairs."]
    let summary = ExtractiveSummary.summarize(
      turns(said), previous: "B: The launch of the product is on May 3 in Berlin.",
      maxBytes: 1_000)
    #expect(summary == "A: Carol brings 12 chairs.")
    let alone = ExtractiveSummary.summarize(
      turns([said[0]]), previous: said[0], maxBytes: 1_000)
    #expect(alone == "A: " + said[0])
  }

  @Test func `a date is there where it comes first, and names are one short line`() {
    let summary = ExtractiveSummary.summarize(
      [
        .init(speaker: "A\nB", text: "Rent is 900 euros.", date: "2026-03-04"),
        .init(speaker: "", text: "Bob agreed to it.", date: "2026-03-04"),
        .init(speaker: String(repeating: "ä", count: 100), text: "Moving day is May 7."),
      ], previous: nil, maxBytes: 1_000)
    let name = String(repeating: "ä", count: 32)
    #expect(
      summary
        == "A B (2026-03-04): Rent is 900 euros.\nBob agreed to it.\n\(name): Moving day is May 7.")
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 10, 20, 50])
  func `it is never longer than it may be, and cut between characters`(maxBytes: Int) {
    for text in ["The quick brown fox jumps over the lazy dog and goes on", "敏捷的棕色狐狸跳过懒狗", "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"] {
      let summary = ExtractiveSummary.summarize(turns([text]), previous: nil, maxBytes: maxBytes)
      #expect(summary.utf8.count <= maxBytes)
      #expect(!summary.contains("\u{fffd}"))
      if maxBytes >= 4 { #expect(!summary.isEmpty) }
      if maxBytes >= 20 { #expect(summary.hasSuffix("…") || summary.hasSuffix(text)) }
    }
  }

  @Test(arguments: [
    "!!!", "🎉", "7", "?", "…", "```", "\u{301}", String(repeating: "🎉", count: 10_000),
    String(repeating: "9", count: 10_000),
    String(repeating: " ", count: 600_000) + "x" + String(repeating: " ", count: 600_000),
  ])
  func `it is never empty when there is text`(text: String) {
    for others in [[], [""], ["  \n"]] {
      let summary = ExtractiveSummary.summarize(
        turns(others + [text] + others), previous: nil, maxBytes: 100)
      #expect(!summary.isEmpty)
      #expect(summary.utf8.count <= 100)
    }
  }

  @Test func `no text has no summary`() {
    #expect(ExtractiveSummary.summarize([], previous: "x", maxBytes: 100) == "")
    #expect(ExtractiveSummary.summarize(turns(["", " \n"]), previous: nil, maxBytes: 100) == "")
  }

  private func turns(_ texts: [String]) -> [ExtractiveSummary.Turn] {
    texts.map { ExtractiveSummary.Turn(speaker: "A", text: $0) }
  }
}
