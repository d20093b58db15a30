import Foundation
import Testing

@testable import LLM

struct ReplyAssemblyTests {
  @Test func `tool calls are put together by index, by id, and without either`() throws {
    let byIndex = try assembled([
      #"[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]"#,
      #"[{"index":1,"id":"b","function":{"name":"g","arguments":""}}]"#,
      #"[{"index":0,"function":{"arguments":":1}"}},{"index":1,"function":{"arguments":"{}"}}]"#,
    ])
    let expected = [
      ToolCall(id: "a", name: "f", arguments: #"{"x":1}"#),
      ToolCall(id: "b", name: "g", arguments: "{}"),
    ]
    #expect(byIndex == expected)
    // Whole calls that share an index.
    let byID = try assembled([
      #"[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]"#,
      #"[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]"#,
    ])
    #expect(byID == expected)
    let bare = try assembled([
      #"[{"function":{"name":"f","arguments":"{"}}]"#, #"[{"function":{"arguments":"}"}}]"#,
    ])
    #expect(bare == [ToolCall(id: "call_0", name: "f", arguments: "{}")])
  }

  @Test func `more calls or more text than the limit are refused`() throws {
    var assembly = ReplyAssembly(maxBytes: 1_000)
    for number in 0..<ReplyAssembly.maxToolCalls {
      _ = try assembly.add(chunk(tools: #"[{"index":\#(number),"id":"\#(number)"}]"#))
    }
    #expect(throws: ReplyAssembly.Unfit.self) {
      _ = try assembly.add(chunk(tools: #"[{"index":999}]"#))
    }
    var small = ReplyAssembly(maxBytes: 5)
    #expect(try small.add(chunk(#"{"content":"12345"}"#)) == "12345")
    #expect(throws: ReplyAssembly.Unfit.self) { _ = try small.add(chunk(#"{"content":"6"}"#)) }
  }

  @Test func `null and missing fields are nothing`() throws {
    var assembly = ReplyAssembly(maxBytes: 100)
    for delta in ["{}", #"{"content":null,"tool_calls":null,"refusal":null}"#, "null"] {
      #expect(try assembly.add(chunk(delta)) == "")
    }
    #expect(!assembly.hasBegun)
    let reply = assembly.reply(asked: "m")
    #expect(reply == ChatReply(text: "", end: .other, usage: nil, model: "m"))
  }

  private func assembled(_ tools: [String]) throws -> [ToolCall] {
    var assembly = ReplyAssembly(maxBytes: 1_000)
    for part in tools { _ = try assembly.add(chunk(tools: part)) }
    return assembly.reply(asked: "m").toolCalls
  }

  private func chunk(tools: String) throws -> ChatChunk { try chunk(#"{"tool_calls":\#(tools)}"#) }

  private func chunk(_ delta: String) throws -> ChatChunk {
    let json = #"{"choices":[{"index":0,"delta":\#(delta),"finish_reason":null}],"usage":null}"#
    return try JSONDecoder().decode(ChatChunk.self, from: Data(json.utf8))
  }
}
