import Foundation
import HTTPClient

/// One request for embeddings: what its reply or its failure means.
struct EmbeddingAttempt {
  let model: EmbeddingModel
  let count: Int

  /// The vectors in the order of the texts; throws `LLMError`.
  func vectors(of response: HTTPResponse) throws(LLMError) -> [[Float]] {
    guard response.status == 200 else { throw error(of: response) }
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

  /// What a status other than 200 means.
  private func error(of response: HTTPResponse) -> LLMError {
    let word = ErrorReply.word(in: response.body).map { " (\($0))" } ?? ""
    let reason = "the provider answered with status \(response.status)\(word)"
    return switch response.status {
    case 429: error(.rateLimited, reason, retryAfter: response.retryAfter)
    case 408, 500...: error(.unavailable, reason, retryAfter: response.retryAfter)
    case 400, 413, 422: error(.inputRefused, reason)
    case 300..<500: error(.refused, reason)
    default: error(.invalidResponse, reason)
    }
  }

  /// An error of the way to the provider as one of this module; others stay as they are.
  func translated(_ failure: any Error, deadline: ContinuousClock.Instant?) -> any Error {
    guard let failure = failure as? HTTPError else { return failure }
    if failure.code == .timedOut, let deadline, deadline <= .now {
      return error(.deadlineExceeded, "no reply before the deadline")
    }
    let code: LLMError.Code =
      switch failure.code {
      case .invalidRequest: .invalidEndpoint
      case .overloaded: .overloaded
      case .responseTooLarge, .invalidResponse: .invalidResponse
      default: .unavailable
      }
    return error(code, failure.reason)
  }

  func error(_ code: LLMError.Code, _ reason: String, retryAfter: Duration? = nil) -> LLMError {
    LLMError(
      code, attempted: "embedding \(count) texts with \(model.name)", reason: reason,
      retryAfter: retryAfter)
  }
}
