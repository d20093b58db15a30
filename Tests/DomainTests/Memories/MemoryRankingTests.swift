import Domain
import Foundation
import LLM
import Postgres
import TestTraffic
import Testing

/// Searches in copies against the same search in SQL, which reads all that the caller sees.
@Suite struct MemoryRankingTests {
  /// One result, as both searches have it.
  private struct Result {
    let id: UUID
    let score, wordScore, vectorScore, leadWeight, importanceWeight, recencyWeight: Double
    let wordRank: Int64?
  }

  private static let words = [
    "tea", "cup", "pot", "green", "black", "milk", "sugar", "leaf", "water", "hot", "Ann", "Bob",
    "drinks", "never", "mornings", "kettle", "boils", "quickly", "茶", "übrig", "don't", "10:30",
  ]

  @Test(arguments: 0..<4)
  func `copies rank memories as the same search in SQL does`(round: Int) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let seed = UInt64.random(in: 0..<UInt64.max)
    var random = SeededGenerator(seed: seed)
    print("seed of the ranking test: \(seed)")
    for _ in 0..<3 {
      let new = try (0..<120).map { _ in try randomMemory(&random) }
      let stored = try await domain.memories.store(new, in: scope)
      // Some are found by their words alone.
      _ = await domain.embedAll(
        stored.filter { _ in Int.random(in: 0..<5, using: &random) > 0 },
        in: scope)
      for _ in 0..<8 {
        let query = text(1...9, &random)
        let view = try view(
          project: ["p", "q", nil].randomElement(using: &random) ?? nil,
          user: ["ann", "bob", nil].randomElement(using: &random) ?? nil)
        let types = Bool.random(using: &random) ? [] : [MemoryType.working, .semantic]
        let least: Int32? = Bool.random(using: &random) ? nil : 4
        let metadata = Int.random(in: 0..<4, using: &random) == 0 ? #"{"tag": 1}"# : nil
        let found = try await domain.search.search(
          MemoryQuery(
            text: query, types: types, minImportance: least.map { try MemoryImportance($0) },
            metadata: metadata.map { try MetadataObject($0) }, createdAfter: nil,
            createdBefore: nil, limit: 50), from: view, in: scope)
        let expected = try await searchInSQL(
          query, types, least, metadata, view, in: scope, on: domain)
        compare(found.memories.map(Self.result), expected, query)
      }
    }
  }

  private func compare(_ found: [Result], _ expected: [Result], _ query: String) {
    #expect(found.count == min(expected.count, 50))
    let places = Dictionary(uniqueKeysWithValues: expected.enumerated().map { ($1.id, $0) })
    for (place, result) in found.enumerated() {
      guard let other = places[result.id] else {
        Issue.record("\(query): found what the database does not find")
        continue
      }
      let same = expected[other]
      #expect(abs(result.wordScore - same.wordScore) < 1e-5)
      // There the vector of the query is rounded, so what is about as near may change places.
      #expect(abs(result.vectorScore - same.vectorScore) < 1e-3)
      #expect(abs(result.score - same.score) < 2e-3)
      #expect(result.leadWeight == same.leadWeight)
      #expect(abs(result.importanceWeight - same.importanceWeight) < 1e-9)
      #expect(abs(result.recencyWeight - same.recencyWeight) < 1e-6)
      #expect((result.wordRank == nil) == (same.wordRank == nil))
      #expect(place == other || abs(expected[place].score - same.score) < 2e-3)
    }
  }

  private func randomMemory(_ random: inout SeededGenerator) throws -> NewMemory {
    let scope = MemoryScope.allCases.randomElement(using: &random) ?? .user
    let project = ["p", "q"].randomElement(using: &random)
    let isBound = Int.random(in: 0..<3, using: &random) == 0
    return try memory(
      text(1...30, &random), scope: scope,
      project: scope == .project || scope == .user && isBound ? project : nil,
      user: scope == .user ? ["ann", "bob"].randomElement(using: &random) : nil,
      type: MemoryType.allCases.randomElement(using: &random) ?? .semantic,
      importance: Int32.random(in: 1...10, using: &random),
      metadata: Bool.random(using: &random) ? #"{"tag": 1, "n": 2}"# : nil)
  }

  private func text(_ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: count, using: &random)).map { _ in
      // The first ones are in most memories, the last ones in few.
      let place = Int.random(in: 0..<484, using: &random)
      return Self.words[Self.words.count - 1 - Int(Double(place).squareRoot())]
    }.joined(separator: " ")
  }

  private static func result(_ found: FoundMemory) -> Result {
    Result(
      id: found.memory.id.uuid, score: found.score, wordScore: found.wordScore,
      vectorScore: found.vectorScore, leadWeight: found.leadWeight,
      importanceWeight: found.importanceWeight, recencyWeight: found.recencyWeight,
      wordRank: found.wordRank)
  }

  // MARK: The search in SQL

  private func searchInSQL(
    _ query: String, _ types: [MemoryType], _ least: Int32?, _ metadata: String?,
    _ view: MemoryView, in scope: RequestScope, on domain: DomainFixture
  ) async throws -> [Result] {
    let organization = scope.organizationID.text
    var keys = ["1"]
    if let project = view.projectID { keys.append("2:\(project.text)") }
    if let user = view.userID { keys.append("3:\(user.text)") }
    // What SearchText does to such words.
    let splitQuery = query.replacingOccurrences(of: "茶", with: " 茶 ").lowercased()
    let types = (types.isEmpty ? MemoryType.allCases : types).map(\.rawValue)
    let common: [PostgresValue] = [
      .text(organization), .textArray(keys), .text(view.projectID?.text),
      .text("pg_catalog.english"), .text(splitQuery), .int2Array(types),
      .int2(Int16(least ?? 1)), .jsonb(metadata), .timestamptz(nil), .timestamptz(nil),
    ]
    let options = UnitOptions(organizations: [organization])
    let words = try await domain.lanes.run(
      options,
      Query(try Self.statement("search_words"), common) { row in
        (id: try row.decode(0, as: UUID.self), score: try row.decode(1, as: Double.self))
      })
    let vector = try await LocalEmbeddings(dimensions: 256).embed([query], deadline: nil)[0]
    return try await domain.lanes.run(
      options,
      Query(
        try Self.statement("search_ranked"),
        common + [
          .bool(true), .uuidArray(words.map(\.id)), .float8Array(words.map(\.score)), .int2(1),
          .float4Array(vector), .float8(0.3), .int4(200), .int8(1 << 40),
        ]
      ) { row in
        Result(
          id: try row.decode(0), score: try row.decode(15), wordScore: try row.decode(18),
          vectorScore: try row.decode(19), leadWeight: try row.decode(20),
          importanceWeight: try row.decode(21), recencyWeight: try row.decode(22),
          wordRank: try row.decodeOptional(16))
      })
  }

  /// What the benchmarks compare the service with.
  private static func statement(_ name: String) throws -> Statement {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../scripts/bench/sql/\(name).sql")
    return Statement(name: name, sql: try String(contentsOf: file, encoding: .utf8))
  }
}
