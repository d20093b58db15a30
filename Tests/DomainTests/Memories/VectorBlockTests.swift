@testable import Domain
import Foundation
import LLM
import Postgres
import Testing

@Suite struct VectorBlockTests {
  private static func unit(_ dimensions: Int, _ random: inout some RandomNumberGenerator) -> [Float]
  {
    scaled((0..<dimensions).map { _ in Float.random(in: -1...1, using: &random) })
  }

  private static func scaled(_ numbers: [Float]) -> [Float] {
    let length = dot(numbers, numbers).squareRoot()
    return numbers.map { Float(Double($0) / length) }
  }

  private static func dot(_ one: [Float], _ other: [Float]) -> Double {
    zip(one, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func `halves become the numbers that they stand for`() {
    for (half, number): (UInt16, Float) in [
      (0, 0), (0x3C00, 1), (0xBC00, -1), (0x0001, 0x1p-24), (0x03FF, 0x1p-14 - 0x1p-24),
      (0x3555, 0.33325195), (0x7BFF, 65504),
    ] {
      #expect(HalfFloat.float(half) == number)
    }
  }

  @Test(arguments: [1, 7, 8, 64, 1_536, 3_800])
  func `what is nearly a similarity is within its tolerance, and never overflows`(
    dimensions: Int
  ) {
    var random = SystemRandomNumberGenerator()
    // One with all its weight in a single number is as long as any.
    var axis = [Float](repeating: 0, count: dimensions)
    axis[0] = 1
    let vectors = [axis] + (0..<20).map { _ in Self.unit(dimensions, &random) }
    var block = VectorBlock(dimensions: dimensions, capacity: vectors.count)
    for vector in vectors { block.append(vector.map { Float16($0).bitPattern }) }
    for query in vectors {
      let fixed = FixedVector(query)
      let nearly = block.similarities(with: fixed)
      for (place, vector) in vectors.enumerated() {
        let exact = Self.dot(query, vector.map { Float(Float16($0)) })
        #expect(abs(block.similarity(of: place, with: fixed) - exact) < 1e-6)
        #expect(abs(Double(nearly[place]) - exact) <= Double(block.tolerance(with: fixed)))
      }
    }
  }

  @Test(arguments: [1, 10, 100, 450, 451])
  func `the nearest of some blocks are those that are wanted and nearest`(count: Int) {
    var random = SystemRandomNumberGenerator()
    // All near to one another, or what is about the nearest would be the nearest.
    let middle = Self.unit(96, &random)
    let vectors = (0..<900).map { _ in
      Self.scaled(zip(middle, Self.unit(96, &random)).map { $0 + 0.5 * $1 })
        .map { Float(Float16($0)) }
    }
    let blocks = [vectors.prefix(300), vectors.dropFirst(300)].map { part in
      var block = VectorBlock(dimensions: 96, capacity: part.count)
      for vector in part { block.append(vector.map { Float16($0).bitPattern }) }
      return block
    }
    let exact = stride(from: 0, to: vectors.count, by: 2).map { place in
      (place: place, score: Self.dot(middle, vectors[place]))
    }.sorted { $0.score > $1.score }
    let hits = NearestVectors(blocks: blocks).nearest(count, to: middle) { $1 % 2 == 0 }
    let found = Dictionary(uniqueKeysWithValues: hits.map { ($0.block * 300 + $0.place, $0.score) })
    let least = exact[min(count, exact.count) - 1].score
    #expect(found.count >= min(count, exact.count))
    for (place, score) in exact where abs(score - least) > 1e-6 {
      #expect((found[place] != nil) == (score > least))
    }
    for (place, score) in exact {
      if let other = found[place] { #expect(abs(score - other) < 1e-6) }
    }
  }

  @Test func `the nearest are those that the database finds, in its order`() async throws {
    let domain = try await DomainFixture(embeddings: 384)
    let scope = try DomainFixture.scope()
    let words = ["tea", "cup", "pot", "green", "black", "milk", "sugar", "leaf", "water", "hot"]
    var random = SystemRandomNumberGenerator()
    let stored = try await domain.memories.store(
      (0..<300).map { number in
        let text = (0..<8).map { _ in words.randomElement(using: &random) ?? "" }
        return try memory(
          "\(text.joined(separator: " ")) \(number)", scope: .organization, user: nil)
      }, in: scope)
    _ = await domain.embedAll(stored, in: scope)
    let query = "hot water for green leaves"
    let found = try await domain.search.search(
      MemoryQuery(
        text: query, types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 100), from: view(), in: scope)
    let ranks = Dictionary(
      uniqueKeysWithValues: found.memories.compactMap { found in
        found.vectorRank.map { (found.memory.id.uuid, $0) }
      })
    let vector = try await LocalEmbeddings(dimensions: 384).embed([query], deadline: nil)[0]
    let exact = try await domain.systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "exact",
          sql: """
            select memory_id, e.embedding::real[]::float8[]
            from engram.memory_embeddings e where organization_id = $1
            """), [scope.organization]
      ) { row in
        let numbers = try row.decodeArray(1, of: Double.self)
        return (
          id: try row.decode(0, as: UUID.self),
          similarity: zip(numbers, vector).reduce(0) { $0 + $1.0 * Double($1.1) }
        )
      }
    ).sorted { $0.similarity > $1.similarity }
    #expect(exact.count == 300 && ranks.count > 20)
    for (place, entry) in exact.enumerated() {
      guard let rank = ranks[entry.id] else { continue }
      // Of those that are as near as can be told the order is open.
      let other = exact[Int(rank) - 1].similarity
      #expect(Int(rank) == place + 1 || abs(other - entry.similarity) < 1e-6)
    }
    await domain.close()
  }

  @Test(
    arguments: [
      [], [0], [0, 0, 0, 1], [0, 0, 0, 1, 97], [0, 0, 0, 1, 97, 0], [0, 0, 0, 1, 97, 0, 0, 1],
      [0, 0, 0, 0, 1], [0x7F, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func `bytes that are no words are refused`(bytes: [UInt8]) {
    #expect(IndexedWord.words(tsvector: bytes) == nil)
  }

  @Test func `words come with their frequency, and whether they lead`() {
    // 'tea':1A,3 'x':2
    let bytes: [UInt8] =
      [0, 0, 0, 2] + [116, 101, 97, 0, 0, 2, 0xC0, 1, 0, 3] + [120, 0, 0, 1, 0, 2]
    #expect(
      IndexedWord.words(tsvector: bytes) == [
        IndexedWord(lexeme: Array("tea".utf8), frequency: 1.25, isLead: true),
        IndexedWord(lexeme: Array("x".utf8), frequency: 1, isLead: false),
      ])
  }
}
