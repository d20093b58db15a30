import TestSupport
import Testing

@testable import LLM

struct ChatDialectTests {
  @Test(arguments: ["max_tokens", "response_format", "temperature"])
  func `a parameter that is refused is left out of the next call`(
    parameter: String
  ) async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(OpenAIBehaviour(chatRefuses: [parameter]))
    let error = await fixture.error(maxOutputTokens: 50, temperature: 0, wantsJSON: true)
    #expect(error?.code == .featureRefused)
    #expect(error?.isRetriable == true)
    #expect(error?.reason.contains(parameter) == true)
    #expect(try await fixture.calls().count == 1)

    for _ in 0..<2 {
      let reply = try await fixture.complete(
        "Hello", maxOutputTokens: 50, temperature: 0, wantsJSON: true)
      #expect(reply.text.hasPrefix("{"))
    }
    let calls = try await fixture.calls()
    #expect(calls.count == 3)
    #expect(calls.last?.parameters.contains(parameter) == false)
    #expect(calls.last?.maxTokens == 50)
  }

  @Test func `a model that refuses several is understood after as many calls`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatRefuses: ["max_tokens", "response_format", "temperature"]))
    for _ in 0..<3 {
      let error = await fixture.error(maxOutputTokens: 50, temperature: 0, wantsJSON: true)
      #expect(error?.code == .featureRefused)
    }
    _ = try await fixture.complete(maxOutputTokens: 50, temperature: 0, wantsJSON: true)
    #expect(try await fixture.calls().last?.parameters == ["max_completion_tokens"])
  }

  @Test func `a request that can do without nothing more is refused for good`() async throws {
    let fixture = try await ChatFixture()
    try await fixture.server.set(
      OpenAIBehaviour(chatRefuses: ["max_tokens", "max_completion_tokens"]))
    #expect(await fixture.error(maxOutputTokens: 9)?.code == .featureRefused)
    #expect(await fixture.error(maxOutputTokens: 9)?.code == .inputRefused)
  }

  @Test(arguments: [
    // OpenAI
    #"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
    // Azure
    #"{"error":{"message":"Unrecognized request argument supplied: max_tokens","type":"invalid_request_error","param":null,"code":null}}"#,
    // FastAPI
    #"{"detail":[{"type":"extra_forbidden","loc":["body","max_tokens"],"msg":"Extra inputs are not permitted","input":9}]}"#,
    // vLLM
    #"{"object":"error","message":"max_tokens: Extra inputs are not permitted","type":"BadRequestError","param":null,"code":400}"#,
    #"{"error":"max_tokens is not supported"}"#,
  ])
  func `a refusal of max_tokens is known in every shape`(body: String) {
    #expect(feature(refusedBy: body) == .maxTokens)
  }

  @Test(arguments: [
    #"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#,
    #"{"error":{"message":"Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.","type":"invalid_request_error","param":"response_format","code":null}}"#,
  ])
  func `a refusal of JSON is known in every shape`(body: String) {
    #expect(feature(refusedBy: body) == .responseFormat)
  }

  @Test(arguments: [
    // Both are about what was sent, not about what is understood.
    #"{"error":{"message":"'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.","type":"invalid_request_error","param":"messages","code":null}}"#,
    #"{"object":"error","message":"'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens.","type":"BadRequestError","param":null,"code":400}"#,
    #"{"error":{"message":"Invalid 'temperature': above the maximum","param":"temperature","code":"decimal_above_max_value"}}"#,
    #"{"detail":[{"loc":["body","messages",0],"msg":"bad","input":"max_tokens is not supported"}]}"#,
    #"{"error":{"code":"made_up"}}"#, "[]", "", "max_tokens is not supported",
  ])
  func `what is refused for its value changes nothing`(body: String) {
    #expect(feature(refusedBy: body) == nil)
  }

  private func feature(refusedBy body: String) -> ChatDialect.Feature? {
    var dialect = ChatDialect()
    let request = ChatRequest(
      messages: [ChatMessage(.user, "json")], maxOutputTokens: 9, temperature: 1, wantsJSON: true)
    let message = dialect.message(request, model: "m")
    let feature = dialect.learn(status: 400, ErrorReply(Array(body.utf8)), to: message)
    #expect(dialect.refused == Set([feature].compactMap(\.self)))
    return feature
  }
}
