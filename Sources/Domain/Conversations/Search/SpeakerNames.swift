/// Who speaks in a part of a conversation.
struct SpeakerNames: Sendable {
  /// Who is told apart: by name, or, where a message has none, by role.
  struct Speaker: Sendable, Hashable {
    let role: MessageRole
    let name: String

    /// What a query would call them.
    var text: String { name.isEmpty ? role.word : name }
  }

  private var speakers: [(speaker: Speaker, words: [[UInt8]])] = []
  private var places: [Speaker: Int32] = [:]
  private var placesByWord: [[UInt8]: [Int32]] = [:]
  private(set) var byteCount = 0

  /// The place of a speaker, whose name has these words; a new one where there was none.
  mutating func place(of speaker: Speaker, words: [[UInt8]]) -> Int32 {
    if let place = places[speaker] { return place }
    let place = Int32(clamping: speakers.count)
    speakers.append((speaker, words))
    places[speaker] = place
    for word in words {
      placesByWord[word, default: []].append(place)
      byteCount += 2 * word.count + 128
    }
    byteCount += 2 * speaker.name.utf8.count + 192
    return place
  }

  /// The place of somebody who has one among others.
  mutating func place(of place: Int32, among others: SpeakerNames) -> Int32 {
    let (speaker, words) = others.speakers[Int(place)]
    return self.place(of: speaker, words: words)
  }

  /// Whether a word is of somebody's name.
  func contains(_ word: [UInt8]) -> Bool { placesByWord[word] != nil }

  /// The places of those who have one of these words in their name.
  func named(by words: some Sequence<[UInt8]>) -> Set<Int32> {
    words.reduce(into: []) { named, word in named.formUnion(placesByWord[word] ?? []) }
  }
}

extension MessageRole {
  /// What it is called.
  fileprivate var word: String {
    switch self {
    case .system: "system"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    }
  }
}
