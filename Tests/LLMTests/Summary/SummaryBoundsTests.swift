import Testing

@testable import LLM

/// However long a conversation is, so much of it is read, and so many sentences are compared.
struct SummaryBoundsTests {
  @Test(arguments: [
    String(repeating: "a", count: 1 << 20), String(repeating: "word ", count: 1 << 18),
    String(repeating: "字", count: 1 << 19), String(repeating: "🎉", count: 1 << 18),
    String(repeating: "12 ", count: 1 << 18), String(repeating: "e\u{301}", count: 1 << 19),
    (0..<100_000).map { "Sentence \($0) has \($0) words." }.joined(separator: " "),
    String(repeating: "No. ", count: 100_000), String(repeating: "```\n", count: 100_000),
  ])
  func `of one long text so much is read and compared`(text: String) {
    let excerpts = SummaryExcerpts([text], maxBytes: ExtractiveSummary.maxBytesRead)
    #expect(excerpts.byteCount <= ExtractiveSummary.maxBytesRead)
    let pool = SentencePool(excerpts.excerpts)
    #expect((1...SentencePool.maxCount).contains(pool.candidates.count))
    #expect(
      pool.candidates.allSatisfy {
        $0.sentence.text.unicodeScalars.count <= SentencePool.maxSentence
      })
    let summary = ExtractiveSummary.summarize(
      [.init(speaker: "A", text: text)], previous: text, maxBytes: 2_000)
    #expect((1...2_000).contains(summary.utf8.count))
  }

  @Test func `of a thousand texts of a mebibyte each the same is read`() {
    let text = String(repeating: "The budget of project 7 is 900 euros. ", count: 27_000)
    let texts = (0..<1_000).map { "\($0). " + text }
    let excerpts = SummaryExcerpts(texts, maxBytes: ExtractiveSummary.maxBytesRead)
    #expect(excerpts.byteCount <= ExtractiveSummary.maxBytesRead)
    #expect(Set(excerpts.excerpts.map(\.turn)).count == 1_000)
    #expect(SentencePool(excerpts.excerpts).candidates.count <= SentencePool.maxCount)
  }

  @Test func `short texts are read whole, and leave their share to long ones`() {
    let long = String(repeating: "x", count: 900)
    let excerpts = SummaryExcerpts(["short", long, "", "also"], maxBytes: 800)
    #expect(excerpts.excerpts.filter { $0.turn != 1 }.map(\.text) == ["short", "", "also"])
    #expect((700...800).contains(excerpts.byteCount))
    #expect(SummaryExcerpts(["a", "b"], maxBytes: 100).excerpts.map(\.text) == ["a", "b"])
  }

  @Test func `of a long text its beginning and its end are read`() {
    let text = "First words " + String(repeating: "middle ", count: 1_000) + "last words"
    let parts = SummaryExcerpts([text], maxBytes: 400).excerpts.map(\.text)
    #expect(parts.count == 2)
    #expect(parts.first?.hasPrefix("First words") == true)
    #expect(parts.last?.hasSuffix("last words") == true)
  }

  @Test func `central sentences rank first, and similarity is that of themselves`() {
    let terms = ["apples and pears", "apples, pears, plums", "plums and apples", "trains"]
      .map { SentenceTerms($0) }
    let ranking = SentenceRanking(terms)
    #expect(ranking.centrality[1] == 1)
    #expect(ranking.centrality.min() == ranking.centrality[3])
    #expect(abs(ranking.similarity[1, 1] - 1) < 1e-5)
    #expect(ranking.similarity[0, 3] == 0)
    #expect(ranking.similarity[0, 1] == ranking.similarity[1, 0])
  }

  @Test func `only the heaviest terms are compared`() {
    let many = (0..<1_000).map { (term: UInt64($0), weight: Float($0)) }
    let heavy = TermVector(many, maxTerms: 48)
    let light = TermVector(Array(many.prefix(952)), maxTerms: 1_000)
    #expect(heavy.cosine(light) == 0)
    #expect(abs(heavy.cosine(heavy) - 1) < 1e-5)
  }
}
