public import FoundationEssentials

/// Something that a model is to read.
public struct ContextItem: Sendable, Hashable {
  public let section: ContextSection
  /// The consolidation, the memory, the message, or the document of the chunk.
  public let id: UUID
  /// The text as it was stored.
  public let content: String
  /// How well the query finds it; 0 where nothing was searched for.
  public let score: Double
  /// The messages that it was made from, or the message.
  public let messages: ClosedRange<Int64>?
  /// Who wrote a message.
  public let role: MessageRole?
  /// The author's name; the title of a chunk's document.
  public let name: String
  /// Where a memory belongs and what it is; the headings above a chunk.
  public let origin: String
  public let sourceURI: String
  /// When it was said, or stored.
  public let occurredAt: Moment
  /// Which chunk of its document it is, from 0.
  public let chunk: Int32
  /// The consolidation of this conversation that it says the same as.
  let repeats: UUID?

  /// The id in lower case.
  public var idText: String { id.lowercaseText }

  init(
    section: ContextSection, id: UUID, content: String, score: Double = 0,
    messages: ClosedRange<Int64>? = nil, role: MessageRole? = nil, name: String = "",
    origin: String = "", sourceURI: String = "", occurredAt: Moment, chunk: Int32 = 0,
    repeats: UUID? = nil
  ) {
    self.section = section
    self.id = id
    self.content = content
    self.score = score
    self.messages = messages
    self.role = role
    self.name = name
    self.origin = origin
    self.sourceURI = sourceURI
    self.occurredAt = occurredAt
    self.chunk = chunk
    self.repeats = repeats
  }
}

extension ContextItem {
  init(_ summary: ContextState.Summary) {
    self.init(
      section: .summaries, id: summary.id, content: summary.content, messages: summary.messages,
      occurredAt: summary.createdAt)
  }

  init(_ message: ContextState.ActiveMessage) {
    self.init(
      section: .messages, id: message.id, content: message.content,
      messages: message.seq...message.seq, role: message.role, name: message.name,
      occurredAt: message.occurredAt)
  }

  /// A summarised message that a query finds.
  init(recalled found: FoundMessage) {
    let message = found.message
    self.init(
      section: .recalledMessages, id: message.id.uuid, content: message.content,
      score: found.score, messages: message.seq...message.seq, role: message.role,
      name: message.name, occurredAt: message.occurredAt)
  }

  /// A chunk that a query finds.
  init(_ chunk: FoundChunk) {
    self.init(
      section: .documents, id: chunk.documentID.uuid, content: chunk.content, score: chunk.score,
      name: chunk.title, origin: chunk.heading, sourceURI: chunk.sourceURI,
      occurredAt: chunk.updatedAt, chunk: chunk.ordinal)
  }

  /// A memory; `score` is 0 when it was not searched for.
  init(_ memory: Memory, score: Double, in conversation: ConversationID) {
    let isOfThis = memory.source?.conversationID == conversation
    self.init(
      section: .memories, id: memory.id.uuid, content: memory.content, score: score,
      messages: isOfThis ? memory.source?.messages : nil,
      origin: "\(memory.place.scope), \(memory.type)", occurredAt: memory.createdAt,
      repeats: isOfThis && memory.origin == .summary ? memory.consolidationID?.uuid : nil)
  }
}
