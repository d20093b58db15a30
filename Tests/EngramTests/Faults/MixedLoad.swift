import Client
import Synchronization
import Wire

/// Clients that append and list with a deadline, until they are told to stop.
final class MixedLoad: Sendable {
  let ledger = Ledger()
  let log = CallLog()
  private let conversations: [ConversationName]
  private let client: EngramClient
  private let options: CallOptions
  private let isStopped = Atomic(false)

  init(conversations: [ConversationName], client: EngramClient, deadline: Duration) {
    self.conversations = conversations
    self.client = client
    options = CallOptions(timeout: deadline)
  }

  /// Has the workers, `writers` first, end with the messages that they are about to append.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Returns once all workers have ended.
  func run(writers: Int, readers: Int) async throws {
    try await withThrowingTaskGroup { group in
      for number in 0..<writers { group.addTask { try await self.write(number) } }
      for number in writers..<(writers + readers) {
        group.addTask { try await self.read(number) }
      }
      try await group.waitForAll()
    }
  }

  private func write(_ number: Int) async throws {
    let writer = Writer(
      number: number, conversation: conversation(of: number), client: client, ledger: ledger,
      log: log, retried: [.unavailable, .deadlineExceeded], options: options)
    var count = 0
    while !isStopped.load(ordering: .relaxed) {
      try await writer.append(count)
      count += 1
      try await pause()
    }
  }

  private func read(_ number: Int) async throws {
    let conversation = conversation(of: number)
    let request = EngramV1.ListMessagesRequest(
      organizationID: conversation.organization, conversationID: conversation.id,
      order: .newestFirst, pageSize: 20)
    while !isStopped.load(ordering: .relaxed) {
      _ = try? await log.note(of: number) { () throws(RPCStatus) in
        try await client.conversations.listMessages(request, options: options)
      }
      try await pause()
    }
  }

  private func conversation(of number: Int) -> ConversationName {
    conversations[number % conversations.count]
  }

  /// Leaves the machine room for others.
  private func pause() async throws { try await Task.sleep(for: .milliseconds(10)) }
}
