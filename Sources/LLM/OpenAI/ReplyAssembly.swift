/// Puts a reply together from the parts that it is streamed in; no I/O.
struct ReplyAssembly {
  /// A part that there is no room for, or that belongs to nothing.
  struct Unfit: Error {
    let reason: String
  }

  static let maxToolCalls = 128

  /// The most bytes of text and of tools' arguments together.
  let maxBytes: Int
  private var byteCount = 0
  private var text = ""
  private var toolCalls: [Int: ToolCall] = [:]
  private var places: [Int] = []
  private var finishReason: String?
  private var isRefused = false
  private var usage: TokenUsage?
  private var model: String?

  init(maxBytes: Int) { self.maxBytes = maxBytes }

  /// Whether the provider has said why the reply ends.
  var isComplete: Bool { finishReason != nil }

  /// Whether something of the reply itself has come.
  var hasBegun: Bool { !text.isEmpty || !places.isEmpty || isComplete }

  /// The text that `chunk` adds; often empty.
  mutating func add(_ chunk: ChatChunk) throws(Unfit) -> String {
    if let name = chunk.model, !name.isEmpty { model = name }
    if let tokens = chunk.usage?.tokens { usage = tokens }
    guard let choice = chunk.choice else { return "" }
    if let reason = choice.finishReason { finishReason = reason }
    guard let delta = choice.delta else { return "" }
    for part in delta.toolCalls ?? [] { try add(part) }
    if let refusal = delta.refusal, !refusal.isEmpty { isRefused = true }
    let piece = (delta.content ?? "") + (delta.refusal ?? "")
    try count(piece)
    text += piece
    return piece
  }

  private mutating func add(_ part: ChatChunk.ToolPart) throws(Unfit) {
    let place = try place(of: part)
    let arguments = part.function?.arguments ?? ""
    try count(arguments)
    toolCalls[place]?.arguments += arguments
    if let name = part.function?.name, toolCalls[place]?.name == "" {
      try count(name)
      toolCalls[place]?.name = name
    }
  }

  /// The call that a part belongs to, which begins with it if it is a new one. Some servers give all
  /// calls the same index, or none, but ids of their own.
  private mutating func place(of part: ChatChunk.ToolPart) throws(Unfit) -> Int {
    let id = part.id.flatMap { $0.isEmpty ? nil : $0 }
    if let known = places.last(where: { place in
      if let id { return toolCalls[place]?.id == id }
      return part.index == nil || place == part.index
    }) {
      return known
    }
    guard places.count < Self.maxToolCalls else {
      throw Unfit(reason: "the reply calls more than \(Self.maxToolCalls) tools")
    }
    try count(id ?? "")
    let isFree = part.index.map { toolCalls[$0] == nil } ?? false
    let place = isFree ? part.index ?? 0 : -1 - places.count
    toolCalls[place] = ToolCall(id: id ?? "call_\(places.count)", name: "", arguments: "")
    places.append(place)
    return place
  }

  private mutating func count(_ piece: String) throws(Unfit) {
    let bytes = piece.utf8.count
    guard bytes <= maxBytes - byteCount else {
      throw Unfit(reason: "the reply is longer than the limit")
    }
    byteCount += bytes
  }

  /// The whole reply.
  func reply(asked: String) -> ChatReply {
    let end: ChatReply.End = isRefused ? .refused : ChatReply.End(finishReason: finishReason)
    return ChatReply(
      text: text, end: end, toolCalls: places.compactMap { toolCalls[$0] }, usage: usage,
      model: model ?? asked)
  }
}
