import Client
import Wire

/// What the items of a receipt say, as far as it is still there: a receipt has ids alone.
struct ContextTexts {
  private static let pageSize: Int32 = 1_000
  /// Pages of messages that are looked through.
  private static let maxPages = 10
  private static let clip = 100

  let client: EngramClient
  let options: CallOptions
  let place: ChatPlace
  private var texts: [String: String] = [:]

  /// Those of `items`, each clipped to a line.
  init(
    of items: [EngramV1.ReceiptItem], client: EngramClient, options: CallOptions, place: ChatPlace
  ) async throws {
    self.client = client
    self.options = options
    self.place = place
    let ids = Dictionary(grouping: items, by: \.section).mapValues { Set($0.map(\.id)) }
    try await readSummaries(ids[.summaries] ?? [])
    try await readMessages((ids[.messages] ?? []).union(ids[.recalledMessages] ?? []))
    for id in ids[.memories] ?? [] { try await readMemory(id) }
    for id in ids[.documents] ?? [] { try await readDocument(id) }
  }

  func text(of item: EngramV1.ReceiptItem) -> String {
    let text = (texts[item.id] ?? "(it is gone)").onOneLine
    let line = text.count > Self.clip ? text.prefix(Self.clip) + "…" : text[...]
    return item.section == .documents ? "\(line), chunk \(item.chunk)" : String(line)
  }

  private mutating func readSummaries(_ ids: Set<String>) async throws {
    if ids.isEmpty { return }
    let list = try await client.conversations.listConsolidations(
      .init(
        organizationID: place.organization, conversationID: place.conversation,
        includeMerged: true, pageSize: Self.pageSize),
      options: options)
    for summary in list.consolidations { texts[summary.consolidationID] = summary.content }
  }

  /// The newest are looked through first.
  private mutating func readMessages(_ ids: Set<String>) async throws {
    var missing = ids
    var request = EngramV1.ListMessagesRequest(
      organizationID: place.organization, conversationID: place.conversation,
      order: .newestFirst, pageSize: Self.pageSize)
    for _ in 0..<Self.maxPages where !missing.isEmpty {
      let page = try await client.conversations.listMessages(request, options: options)
      for message in page.messages where missing.remove(message.messageID) != nil {
        texts[message.messageID] = "\(message.role.word): \(message.content)"
      }
      if page.nextPageToken.isEmpty { return }
      request.pageToken = page.nextPageToken
    }
  }

  private mutating func readMemory(_ id: String) async throws {
    texts[id] = try await unlessGone {
      try await client.memories.getMemory(
        .init(organizationID: place.organization, memoryID: id), options: options
      ).content
    }
  }

  private mutating func readDocument(_ id: String) async throws {
    texts[id] = try await unlessGone {
      try await client.documents.getDocument(
        .init(organizationID: place.organization, documentID: id), options: options
      ).title
    }
  }

  private func unlessGone(_ read: () async throws -> String) async throws -> String? {
    do { return try await read() } catch let status as RPCStatus where status.code == .notFound {
      return nil
    }
  }
}
