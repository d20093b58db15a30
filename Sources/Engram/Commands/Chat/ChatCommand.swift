import ArgumentParser
import Client
import Wire

struct ChatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chat", abstract: "Chat with the model of a running server.",
    discussion: """
      Each line of standard input is what the user says; replies go to standard output as they are \
      made, everything else to standard error. Lines that begin with / are commands; /help lists \
      them. ^C stops a reply, a second one ends. Works in a pipe too: then the first call that fails \
      ends it.
      """)

  @Option(
    name: [.long, .customLong("org")], help: ArgumentHelp("The organization.", valueName: "id"))
  var organization = "default"
  @Option(help: ArgumentHelp("The user who speaks.", valueName: "id"))
  var user: String
  @Option(help: ArgumentHelp("The project of a new conversation.", valueName: "id"))
  var project: String?
  @Option(
    help: ArgumentHelp("The conversation to go on with. (default: a new one)", valueName: "id"))
  var conversation: String?
  @Option(help: ArgumentHelp("Instructions to the assistant.", valueName: "text"))
  var instructions = ""
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    if conversation != nil, project != nil {
      throw ValidationError("--project: expected none beside --conversation, which has its own")
    }
  }

  func run() async throws {
    try await remote.withClient { client, options in
      let place = try await place(client, options)
      let interruption = ChatInterruption()
      let watch = Task { await interruption.watch() }
      defer { watch.cancel() }
      StandardError.line("conversation \(place.conversation); /help lists the commands")
      var session = ChatSession(
        client: client, options: options, place: place, instructions: instructions,
        interruption: interruption)
      try await session.run()
    }
  }

  /// The conversation that was named, or a new one.
  private func place(_ client: EngramClient, _ options: CallOptions) async throws -> ChatPlace {
    let found =
      if let conversation {
        try await client.conversations.getConversation(
          .init(organizationID: organization, conversationID: conversation), options: options)
      } else {
        try await client.conversations.createConversation(
          .init(
            organizationID: organization, conversationID: UUIDv7.next(), userID: user,
            projectID: project ?? ""),
          options: options)
      }
    guard found.userID == user else {
      throw ValidationError("--conversation: expected one of the user \(user)")
    }
    return ChatPlace(
      organization: organization, project: found.projectID, user: user,
      conversation: found.conversationID)
  }
}

/// Where somebody chats.
struct ChatPlace {
  let organization: String
  /// Empty for none.
  let project: String
  let user: String
  let conversation: String
}
