import Domain
import Foundation
import Testing

/// Texts of many kinds, with what real tokenizers make of them: `scripts/tokens` writes them.
struct TokenSample: Decodable, Sendable, CustomTestStringConvertible {
  let kind: String
  let text: String
  let tokens: [String: Int32]

  var testDescription: String { kind }

  /// The larger of the real counts.
  var real: Int32 { tokens.values.max() ?? 0 }

  static let all: [TokenSample] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../scripts/tokens/samples.jsonl")
    let lines = (try? Data(contentsOf: file))?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.compactMap { try? JSONDecoder().decode(TokenSample.self, from: $0) }
  }()
}

@Suite struct TokenEstimateTests {
  @Test func `there are samples of many kinds, with counts of two tokenizers`() {
    #expect(TokenSample.all.count >= 50)
    #expect(TokenSample.all.allSatisfy { $0.tokens.count == 2 && $0.real > 30 })
  }

  @Test(arguments: TokenSample.all)
  func `no kind of text is estimated at more than a tenth below what it costs`(
    _ sample: TokenSample
  ) {
    #expect(Double(TokenEstimate.tokens(in: sample.text)) >= 0.9 * Double(sample.real))
  }

  @Test(arguments: TokenSample.all)
  func `no kind of text is estimated at more than twice what it costs`(_ sample: TokenSample) {
    #expect(TokenEstimate.tokens(in: sample.text) <= 2 * sample.real)
  }

  @Test func `English prose is estimated at a quarter more than it costs at most`() {
    let prose = TokenSample.all.filter { ["English prose", "English chat"].contains($0.kind) }
    #expect(prose.count == 2)
    for sample in prose {
      #expect(Double(TokenEstimate.tokens(in: sample.text)) <= 1.25 * Double(sample.real))
    }
  }

  @Test func `a text that is not empty costs a token at least`() {
    #expect(TokenEstimate.tokens(in: "") == 0)
    for byte in UInt8.min..<0x80 {
      #expect(TokenEstimate.tokens(in: String(UnicodeScalar(byte))) >= 1)
    }
  }

  @Test func `nothing is cheap for being repeated`() {
    for part in ["the", "ing", "e", "0", "()", ".,", "äö", "我", "🎉"] {
      let text = String(repeating: part, count: 10_000)
      #expect(Int(TokenEstimate.tokens(in: text)) >= text.utf8.count / 16)
    }
  }
}
