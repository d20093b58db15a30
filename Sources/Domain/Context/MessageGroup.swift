/// Messages that only make sense together: one, and the results of the tools that it called.
struct MessageGroup: Sendable {
  let messages: [ContextState.ActiveMessage]
  let rendered: [RenderedMessage]

  /// The groups of some messages in their order, deleted ones left out.
  static func groups(of messages: [ContextState.ActiveMessage]) -> [MessageGroup] {
    var groups: [[ContextState.ActiveMessage]] = []
    for message in messages where !message.isDeleted {
      if message.role == .tool, !groups.isEmpty {
        groups[groups.count - 1].append(message)
      } else {
        groups.append([message])
      }
    }
    return groups.map(MessageGroup.init)
  }

  private init(_ messages: [ContextState.ActiveMessage]) {
    self.messages = messages
    rendered = Self.render(messages)
  }

  /// Calls without an answer, and answers without a call, are refused by the APIs: these are told in
  /// words.
  private static func render(_ messages: [ContextState.ActiveMessage]) -> [RenderedMessage] {
    let answers = messages.dropFirst().map { ToolCalls.answeredID($0.metadata) }
    guard let first = messages.first, first.role == .assistant,
      let calls = ToolCalls(first.metadata), answers.count == calls.ids.count,
      Set(answers) == Set(calls.ids)
    else { return messages.map(plain) }
    return [
      RenderedMessage(
        role: .assistant, name: first.name, content: first.content, toolCallsJSON: calls.json)
    ]
      + zip(messages.dropFirst(), answers).map { message, id in
        RenderedMessage(
          role: .tool, name: message.name, content: message.content, toolCallID: id ?? "")
      }
  }

  private static func plain(_ message: ContextState.ActiveMessage) -> RenderedMessage {
    guard message.role == .tool else {
      return RenderedMessage(role: message.role, name: message.name, content: message.content)
    }
    let tool = message.name.isEmpty ? "a tool" : "the tool \(QuotedText.quote(message.name))"
    return RenderedMessage(
      role: .user, content: "Result of \(tool): \(QuotedText.quote(message.content))")
  }
}

extension [MessageGroup] {
  var messageCount: Int { reduce(0) { $0 + $1.messages.count } }
}
