@testable import Domain
import Postgres
import Testing

@Suite struct MetadataObjectTests {
  /// What is wrong with `json`; `nil` when it is fine.
  private func refusal(_ json: String) -> String? {
    do throws(RuleViolation) {
      _ = try MetadataObject(json)
      return nil
    } catch { return error.reason }
  }

  @Test func `64 KiB are accepted, a byte more is refused with the limit`() {
    let exact = #"{"a":""# + String(repeating: "x", count: 65_536 - 8) + #""}"#
    #expect(exact.utf8.count == 65_536)
    #expect(refusal(exact) == nil)
    #expect(refusal(exact + " ") == "must be at most 65536 bytes; it has 65537")
  }

  @Test func `32 levels are accepted, 33 are refused with the limit`() {
    func nested(_ depth: Int) -> String {
      #"{"a":"# + String(repeating: "[", count: depth - 1)
        + String(repeating: "]", count: depth - 1) + "}"
    }
    #expect(refusal(nested(32)) == nil)
    #expect(refusal(nested(33)) == "must be at most 32 levels deep")
  }

  @Test(arguments: [
    ("[]", "must be one JSON object"),
    ("1", "must be one JSON object"),
    ("null", "must be one JSON object"),
    ("{} {}", "must be one JSON object"),
    (#"{"a":"\u0000"}"#, #"must not hold \u0000"#),
    (#"{"a":"\ud800"}"#, "must not hold an unpaired surrogate escape"),
    (#"{"a":"\ud800\u0041"}"#, "must not hold an unpaired surrogate escape"),
    (#"{"a":"\udc00"}"#, "must not hold an unpaired surrogate escape"),
    (#"{"a":1e-16384}"#, "must not hold a number out of range, at byte 5"),
    (
      #"{"a":1e65536}"#,
      "must be at most 65536 bytes with its numbers written without exponents"
    ),
    (#"{"a":}"#, "must be valid JSON; it is not at byte 5"),
    (#"{"a":1"#, "must be valid JSON; it ends too early"),
    (#"{"a":01}"#, "must be valid JSON; it is not at byte 6"),
    (#"{"a":1,}"#, "must be valid JSON; it is not at byte 7"),
  ])
  func `what jsonb refuses is refused, and said`(json: String, reason: String) {
    #expect(refusal(json) == reason)
  }

  @Test func `what is accepted comes back equal, in bounded size`() async throws {
    let domain = try await DomainFixture.shared
    let inputs = [
      "{}", #"{"a":[1,-0,1.50,1e3,2E-2,true,null,"\u00e9\n\ud83d\ude00"]}"#,
      #"{"n":1e60000}"#, #"{"n":-1.5e-16000}"#,
      "{\"a\":[" + Array(repeating: "1", count: 32_000).joined(separator: ",") + "]}",
    ]
    for input in inputs {
      #expect(refusal(input) == nil, "\(input.prefix(60))")
      let bytes = try await domain.lanes.run(
        UnitOptions(organizations: []),
        Query(
          Statement(name: "jsonb_bytes", sql: "select octet_length($1::jsonb::text)"),
          [.jsonb(input)]
        ) { row in try row.decode(0, as: Int32.self) })
      #expect(bytes[0] <= 65_536 * 3 / 2)
    }
  }

  @Test func `it agrees with PostgreSQL on mutated JSON`() async throws {
    let domain = try await DomainFixture.shared
    var generator = SeededGenerator(seed: 7)
    let inputs = (0..<4_000).map { _ in JSONMutation.make(using: &generator) }
    let verdicts = try await domain.lanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "jsonb_verdicts",
          sql: """
            select case when pg_input_is_valid(t, 'jsonb')
              then jsonb_typeof(t::jsonb) = 'object' else false end
            from unnest($1::text[]) with ordinality as x (t, n) order by n
            """),
        [.textArray(inputs)]
      ) { row in try row.decode(0, as: Bool.self) })
    var accepted = 0
    for (input, isValid) in zip(inputs, verdicts) {
      let reason = refusal(input)
      // Limits of our own are not PostgreSQL's.
      if let reason, reason.hasPrefix("must be at most") { continue }
      #expect((reason == nil) == isValid, "\(input): \(reason ?? "accepted")")
      accepted += reason == nil ? 1 : 0
    }
    #expect(accepted > 400 && accepted < 3_600)
  }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Makes texts that are JSON, or nearly.
enum JSONMutation {
  private static let seeds = [
    #"{"a":1}"#, #"{"a":[1,2.5,-3e2],"b":{"c":null}}"#, #"{"s":"x\u00e9\ud83d\ude00\n\"\\/"}"#,
    #" { "t" : true , "f" : false } "#, "{}", #"{"e":[],"o":{},"z":0.000,"n":-0}"#,
    #"{"x":1e-16383}"#, #"{"x":0e-16383}"#, #"{"x":0.1e-16382}"#, #"{"x":0e1073741822}"#,
    #"{"x":0.0e1073741823}"#, #"{"x":0e1073741824}"#, #"{"x":12345e-16380}"#, #"{"x":0.00000e5}"#,
    #"{"x":1E+2}"#,
    #"{"k":"\ud800\udc00","k":2}"#, "{\"tab\":\"\t\"}", #"{"u":"日本語"}"#, "[1]", #""s""#,
  ]
  private static let pieces = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "0", "1", "9", "-", "+", ".", "e", "E", "e1",
    "e-1", "true", "nul", " ", "\n", "\u{b}", "\u{a0}", "\\u0000", "\\ud83d", "\\ude00", "é",
    "\u{7f}", "//", "NaN", "16384", "1073741823", "00",
  ]

  static func make(using generator: inout SeededGenerator) -> String {
    var text = Array(seeds.randomElement(using: &generator) ?? "")
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      let piece = Array(pieces.randomElement(using: &generator) ?? "")
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: text.insert(contentsOf: piece, at: place)
      case 1 where place < text.count: text.remove(at: place)
      default:
        if place < text.count { text.replaceSubrange(place...place, with: piece) }
      }
    }
    return String(text)
  }
}
