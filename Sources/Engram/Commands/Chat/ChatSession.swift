import ArgumentParser
import Client
import Wire

/// Reads what somebody says or commands, line by line, and answers.
struct ChatSession {
  private static let help = """
    /context         what the model read for its latest reply
    /memories        what is remembered of you, here
    /remember TEXT   remember something
    /forget ID       forget it
    /quit            end
    """
  private static let memoryCount: Int32 = 50

  let client: EngramClient
  let options: CallOptions
  let place: ChatPlace
  let instructions: String
  let interruption: ChatInterruption
  private var latest: EngramV1.ChatResult?
  private var hasToldOfProvider = false

  init(
    client: EngramClient, options: CallOptions, place: ChatPlace, instructions: String,
    interruption: ChatInterruption
  ) {
    self.client = client
    self.options = options
    self.place = place
    self.instructions = instructions
    self.interruption = interruption
  }

  /// Until the input ends, or `/quit`.
  mutating func run() async throws {
    while let line = await prompt() {
      let text = line.trimmingSpaces
      if text.isEmpty { continue }
      if text == "/quit" { return }
      do {
        try await text.hasPrefix("/") ? obey(text) : answer(line)
      } catch let status as RPCStatus {
        guard ChatInput.isTerminal else { throw status }
        StandardError.line(StatusText.describe(status))
      }
    }
  }

  private func prompt() async -> String? {
    if ChatInput.isTerminal { StandardError.write("> ") }
    interruption.beginLine()
    return await ChatInput.line()
  }

  // MARK: Replies

  private mutating func answer(_ text: String) async throws {
    let request = EngramV1.ChatRequest(
      organizationID: place.organization, conversationID: place.conversation,
      messageID: UUIDv7.next(), content: text, instructions: instructions)
    let reply = Task { [client, options] in
      var printer = ReplyPrinter()
      var result: EngramV1.ChatResult?
      defer { printer.end() }
      for try await event in client.conversations.chat(request, options: options) {
        switch event.event {
        case .text(let piece): printer.print(piece)
        case .result(let end): result = end
        case nil: break
        }
      }
      return result
    }
    do {
      let result = try await interruption.run(reply)
      latest = result ?? latest
      tell(of: result)
    } catch let status as RPCStatus where status.code == .cancelled && interruption.isRaised {
      StandardError.line("(stopped; what was said is kept)")
    }
  }

  private mutating func tell(of result: EngramV1.ChatResult?) {
    guard let result else { return }
    for call in result.toolCalls {
      StandardError.line(
        "(the model calls \(call.name.onOneLine) with \(call.argumentsJSON.onOneLine))")
    }
    if result.finishReason == .length { StandardError.line("(the reply was as long as it may be)") }
    if result.model == "extractive", !hasToldOfProvider {
      hasToldOfProvider = true
      StandardError.line(
        "(no model is set up: this is the built-in provider, which only quotes; "
          + "see --\(Settings.chatURL.option) of engram serve)")
    }
  }

  // MARK: Commands

  private func obey(_ line: String) async throws {
    let parts = line.split(separator: " ", maxSplits: 1)
    let argument = parts.count > 1 ? String(parts[1]).trimmingSpaces : ""
    switch (parts[0], argument.isEmpty) {
    case ("/help", true): StandardError.line(Self.help)
    case ("/context", true): try await showContext()
    case ("/memories", true): try await showMemories()
    case ("/remember", false): try await remember(argument)
    case ("/forget", false): try await forget(argument)
    default: StandardError.line("not a command: \(line.onOneLine); /help lists them")
    }
  }

  private func showContext() async throws {
    guard let latest else { return StandardError.line("no reply yet") }
    StandardError.line(
      """
      model            \(latest.model.onOneLine)
      context          \(latest.contextTokens) tokens, estimated
      read, written    \(latest.inputTokens), \(latest.outputTokens) tokens, as the model counts
      """)
    guard !latest.contextReceiptID.isEmpty else { return }
    let receipt = try await client.conversations.getContextReceipt(
      .init(organizationID: place.organization, receiptID: latest.contextReceiptID),
      options: options)
    let items = receipt.items.filter { $0.reason == .unspecified }
    let texts = try await ContextTexts(of: items, client: client, options: options, place: place)
    for item in items {
      StandardError.line(
        "  \(item.section.word)  \(item.tokens) tokens  \(item.id)  \(texts.text(of: item))")
    }
    for omitted in receipt.omitted {
      StandardError.line(
        "  left out: \(omitted.count) of \(omitted.section.word), for \(omitted.reason.word)")
    }
  }

  private func showMemories() async throws {
    let list = try await client.memories.retrieveMemories(
      .init(
        organizationID: place.organization, projectID: place.project, userID: place.user,
        pageSize: Self.memoryCount),
      options: options)
    if list.memories.isEmpty { StandardError.line("no memories") }
    for memory in list.memories {
      StandardError.line("\(memory.memoryID)  \(memory.content.onOneLine)")
    }
    if !list.nextPageToken.isEmpty { StandardError.line("there are more") }
  }

  private func remember(_ text: String) async throws {
    let stored = try await client.memories.storeMemory(
      .init(
        organizationID: place.organization, memoryID: UUIDv7.next(), type: .semantic,
        scope: .user, projectID: place.project, userID: place.user, content: text,
        waitForEmbedding: true),
      options: options)
    StandardError.line("remembered as \(stored.memory?.memoryID ?? "-")")
  }

  private func forget(_ id: String) async throws {
    _ = try await client.memories.deleteMemory(
      .init(organizationID: place.organization, memoryID: id), options: options)
    StandardError.line("forgotten")
  }
}
