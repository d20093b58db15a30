import Foundation
import HTTPClient

/// One request for embeddings: what its reply or its failure means.
struct EmbeddingAttempt {
  let model: EmbeddingModel
  let count: Int

  /// The vectors in the order of the texts; throws `LLMError`.
  func vectors(of response: HTTPResponse) throws(LLMError) -> [[Float]] {
    guard response.status == 200 else {
      throw general.error(of: response, ErrorReply(response.body))
    }
    let reply: EmbeddingsReply
    do {
      reply = try JSONDecoder().decode(EmbeddingsReply.self, from: Data(response.body))
    } catch {
      throw self.error(.invalidResponse, "the reply is not one of the embeddings API")
    }
    guard reply.data.count == count else {
      throw error(.invalidResponse, "the reply has \(reply.data.count) vectors")
    }
    var vectors = [[Float]?](repeating: nil, count: count)
    for item in reply.data {
      guard vectors.indices.contains(item.index), vectors[item.index] == nil else {
        throw error(.invalidResponse, "the reply's indices are not those of the texts")
      }
      vectors[item.index] = try unitVector(item.embedding.values)
    }
    return vectors.compactMap(\.self)
  }

  private func unitVector(_ values: [Float]) throws(LLMError) -> [Float] {
    guard values.count == model.dimensions else {
      throw error(
        .wrongDimensions,
        "expected \(model.dimensions) dimensions, the reply has \(values.count)")
    }
    guard let vector = UnitVector.scaling(values) else {
      throw error(.invalidResponse, "a vector of the reply is zero or not finite")
    }
    return vector
  }

  /// What it is to those who care for failures only.
  var general: ProviderAttempt {
    ProviderAttempt(attempted: "embedding \(count) texts with \(model.name)")
  }

  private func error(_ code: LLMError.Code, _ reason: String) -> LLMError {
    general.error(code, reason)
  }
}
