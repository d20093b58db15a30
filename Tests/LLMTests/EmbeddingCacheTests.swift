import Synchronization
import Testing

@testable import LLM

struct EmbeddingCacheTests {
  @Test func `a text is asked for once`() async throws {
    let provider = CountingProvider()
    let cache = EmbeddingCache(maxBytes: 1 << 20)
    let cached = CachedEmbeddings(provider, cache: cache)
    let first = try await cached.embed(texts("a", "b", "a"), deadline: nil)
    let second = try await cached.embed(texts("b", "c"), deadline: nil)
    #expect(provider.asked.withLock(\.self) == [["a", "b"], ["c"]])
    #expect(first[0] == first[2])
    #expect(second[0] == first[1])
    #expect(cache.vector(key("c", "o", provider.model)) == second[1])
    #expect(cache.vector(key("d", "o", provider.model)) == nil)
  }

  @Test func `what is cached is of one organization, model and place`() async throws {
    let cache = EmbeddingCache(maxBytes: 1 << 20)
    let provider = CountingProvider()
    let cached = CachedEmbeddings(provider, cache: cache)
    _ = try await cached.embed(texts("a"), deadline: nil)
    #expect(cache.vector(key("a", "o", provider.model)) != nil)
    #expect(cache.vector(key("a", "p", provider.model)) == nil)
    // With one key for both, the boundary between the two would be anywhere.
    #expect(cache.vector(key("", "oa", provider.model)) == nil)
    for other in [
      EmbeddingModel(name: "counting", dimensions: 3), EmbeddingModel(name: "other", dimensions: 2),
    ] { #expect(cache.vector(key("a", "o", other)) == nil) }
    // Another place may have another model of that name.
    let elsewhere = CachedEmbeddings(provider, cache: cache, place: "https://llm.example/v1")
    _ = try await elsewhere.embed(texts("a"), deadline: nil)
    #expect(provider.asked.withLock(\.self) == [["a"], ["a"]])
  }

  @Test func `it never has more bytes than it may, and loses what was used longest ago`() {
    let size = EmbeddingCache.bytesPerEntry + 8
    let cache = EmbeddingCache(maxBytes: 3 * size)
    for name in ["a", "b", "c"] { cache.store([1, 0], for: key(name)) }
    #expect(cache.byteCount == 3 * size)
    #expect(cache.vector(key("a")) == [1, 0])
    cache.store([0, 1], for: key("d"))
    #expect(cache.byteCount == 3 * size)
    #expect(cache.vector(key("b")) == nil)
    #expect(cache.vector(key("a")) != nil)
    #expect(cache.vector(key("d")) == [0, 1])
  }

  @Test func `what is too large for it is not kept and displaces nothing`() {
    let cache = EmbeddingCache(maxBytes: EmbeddingCache.bytesPerEntry + 8)
    cache.store([1, 0], for: key("a"))
    cache.store([1, 0, 0], for: key("b"))
    #expect(cache.count == 1)
    #expect(cache.vector(key("a")) != nil)
  }

  @Test func `a failed call stores nothing and a later one asks again`() async throws {
    let provider = CountingProvider()
    let cached = CachedEmbeddings(provider, cache: EmbeddingCache(maxBytes: 1 << 20))
    provider.fails.withLock { $0 = true }
    await #expect(throws: LLMError.self) {
      try await cached.embed(texts("a"), deadline: nil)
    }
    provider.fails.withLock { $0 = false }
    #expect(try await cached.embed(texts("a"), deadline: nil).count == 1)
  }

  @Test func `many tasks use it at once`() async throws {
    let limit = 20 * (EmbeddingCache.bytesPerEntry + 8)
    let cache = EmbeddingCache(maxBytes: limit)
    await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask {
          for number in 0..<500 {
            let value = Float((number * 7 + task) % 40)
            if let found = cache.vector(key("\(value)")) { #expect(found == [value, 1]) }
            cache.store([value, 1], for: key("\(value)"))
          }
        }
      }
    }
    #expect(cache.byteCount == limit)
    #expect(cache.count == 20)
  }

  private func key(
    _ text: String, _ organization: String = "o",
    _ model: EmbeddingModel = EmbeddingModel(name: "m", dimensions: 2), _ place: String = ""
  ) -> EmbeddingKey {
    EmbeddingKey(organization: organization, model: model, place: place, text: text)
  }
}

/// Notes what it is asked; its vectors tell texts apart.
private final class CountingProvider: EmbeddingProvider {
  let model: EmbeddingModel
  let maxBatch = 256
  let asked = Mutex<[[String]]>([])
  let fails = Mutex(false)

  init(_ model: EmbeddingModel = EmbeddingModel(name: "counting", dimensions: 2)) {
    self.model = model
  }

  func embed(
    _ texts: [String], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    if fails.withLock(\.self) {
      throw LLMError(.unavailable, attempted: "embedding", reason: "as ordered")
    }
    asked.withLock { $0.append(texts) }
    return texts.map { [Float($0.utf8.first ?? 0), 1] }
  }
}

/// Texts of the organization `o`.
private func texts(_ texts: String...) -> [CachedEmbeddings.Text] {
  texts.map { CachedEmbeddings.Text($0, organization: "o") }
}
