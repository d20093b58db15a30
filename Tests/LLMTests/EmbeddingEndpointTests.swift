import LLM
import Testing

struct EmbeddingEndpointTests {
  private let model = EmbeddingModel(name: "m", dimensions: 8)

  @Test func `slashes at the end of a URL are of no account`() throws {
    let endpoint = try EmbeddingEndpoint(baseURL: "https://host/v1//", model: model)
    #expect(endpoint.baseURL == "https://host/v1")
  }

  @Test(arguments: [
    "", "host", "host/v1", "ftp://host", "https://", "https://user:secret@host/v1",
    "https://host/v1?key=secret", "https://host/v1#x", "https://ho st/",
  ])
  func `a URL that can't be used is refused with what was expected`(url: String) throws {
    let error = #expect(throws: LLMError.self) {
      try EmbeddingEndpoint(baseURL: url, model: model)
    }
    #expect(error?.code == .invalidEndpoint)
    #expect(error?.reason.contains("expected") == true)
    #expect(error?.reason.contains("secret") == false)
  }

  @Test func `keys, names and dimensions out of their limits are refused`() {
    func refuses(_ key: String?, _ name: String, _ dimensions: Int) -> Bool {
      let endpoint = try? EmbeddingEndpoint(
        baseURL: "https://host", apiKey: key.map { APIKey($0) },
        model: EmbeddingModel(name: name, dimensions: dimensions))
      return endpoint == nil
    }
    #expect(!refuses("sk-1", "m", 4096))
    #expect(refuses("", "m", 8))
    #expect(refuses("a b", "m", 8))
    #expect(refuses("a\r\nb", "m", 8))
    #expect(refuses("k", "", 8))
    #expect(refuses("k", "m", 0))
    #expect(refuses("k", "m", 4097))
  }

  @Test func `no text made of an endpoint shows its key`() throws {
    let endpoint = try EmbeddingEndpoint(
      baseURL: "https://host/v1", apiKey: APIKey("sk-secret"), model: model)
    var dumped = ""
    dump(endpoint, to: &dumped)
    for text in ["\(endpoint)", String(reflecting: endpoint), dumped] {
      #expect(!text.contains("sk-secret"))
    }
  }
}
