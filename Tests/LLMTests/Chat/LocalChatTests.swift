import LLM
import Testing

struct LocalChatTests {
  private let messages = [
    ChatMessage(.system, "Memory: Anna's cat is called Miezi. The office is in Hamburg."),
    ChatMessage(.user, "I had lunch at noon."), ChatMessage(.assistant, "How nice."),
    ChatMessage(.user, "What is the cat called?"),
  ]

  @Test func `it quotes what has to do with the question, and says what it is`() async throws {
    var parts: [String] = []
    let request = ChatRequest(messages: messages)
    let reply = try await LocalChat().stream(request, deadline: nil) { parts.append($0) }
    #expect(reply.text.contains("built-in provider"))
    #expect(reply.text.contains("> Memory: Anna's cat is called Miezi. (system)"))
    #expect(!reply.text.contains("Hamburg"))
    #expect(parts.count > 1)
    #expect(parts.joined() == reply.text)
    #expect(try await LocalChat().complete(request, deadline: nil) == reply)
  }

  @Test(arguments: [[], [ChatMessage(.user, "Hello")], [ChatMessage(.system, "Be nice.")]])
  func `without anything to quote it says so`(messages: [ChatMessage]) async throws {
    let reply = try await LocalChat().complete(ChatRequest(messages: messages), deadline: nil)
    #expect(reply.text.contains("has nothing in view"))
  }
}
