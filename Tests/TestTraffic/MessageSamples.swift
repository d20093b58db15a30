public import Wire

/// A message of every type, with a value in every field.
public enum MessageSamples {
  public static let all: [any WireMessage] =
    control + conversations + messageSearches + chats + consolidations + contexts + memories
    + documents + organizations + jobs + published

  static let time = GoogleProtobuf.Timestamp(seconds: 1_700_000_000, nanos: 250_000_000)

  private static let control: [any WireMessage] = [
    EngramV1.CancelRequest(requestID: "r-1"),
    EngramV1.CancelResponse(cancelledCount: -1),
  ]

  private static let conversation = EngramV1.Conversation(
    organizationID: "o", conversationID: "c", userID: "u", projectID: "p", title: "Zürich 🚆",
    metadataJSON: "{}", messageCount: 1, activeMessageCount: 2, consolidatedSeq: 3,
    createdAt: time, updatedAt: time)

  private static let message = EngramV1.Message(
    messageID: "m", seq: .max, role: .tool, name: "n", content: "text", metadataJSON: "{}",
    tokenCount: .max, createdAt: time, occurredAt: time, deletedAt: time)

  private static let newMessage = EngramV1.NewMessage(
    messageID: "m", role: .user, name: "n", content: "text", metadataJSON: "{}", occurredAt: time)

  private static let addedMessage = EngramV1.AddedMessage(
    messageID: "m", seq: 7, tokenCount: 8, createdAt: time)

  private static let conversations: [any WireMessage] = [
    conversation, message, newMessage, addedMessage,
    EngramV1.CreateConversationRequest(
      organizationID: "o", conversationID: "c", userID: "u", projectID: "p", title: "t",
      metadataJSON: "{}"),
    EngramV1.GetConversationRequest(organizationID: "o", conversationID: "c"),
    EngramV1.ListConversationsRequest(
      organizationID: "o", userID: "u", projectID: "p", pageSize: 10, pageToken: "t"),
    EngramV1.ListConversationsResponse(
      conversations: [conversation, conversation], nextPageToken: "t"),
    EngramV1.UpdateConversationRequest(
      organizationID: "o", conversationID: "c", title: "t", metadataJSON: "{}",
      updateMask: .init(paths: ["title", "metadata_json"])),
    EngramV1.DeleteConversationRequest(
      organizationID: "o", conversationID: "c", keepMemories: true),
    EngramV1.DeleteConversationResponse(),
    EngramV1.AddMessagesRequest(
      organizationID: "o", conversationID: "c", messages: [newMessage, .init(), newMessage]),
    EngramV1.AddMessagesResponse(messages: [addedMessage], activeMessageCount: 9),
    EngramV1.ListMessagesRequest(
      organizationID: "o", conversationID: "c", fromSeq: 1, toSeq: 2, order: .newestFirst,
      pageSize: 3, pageToken: "t"),
    EngramV1.ListMessagesResponse(messages: [message, message], nextPageToken: "t"),
    EngramV1.DeleteMessagesRequest(
      organizationID: "o", conversationID: "c", messageIDs: ["m", "", "n"]),
    EngramV1.DeleteMessagesResponse(deletedCount: 2),
  ]

  private static let organization = EngramV1.Organization(
    organizationID: "o", displayName: "d", metadataJSON: "{}", createdAt: time, updatedAt: time)
  private static let project = EngramV1.Project(
    organizationID: "o", projectID: "p", displayName: "d", metadataJSON: "{}", createdAt: time,
    updatedAt: time)
  private static let user = EngramV1.User(
    organizationID: "o", userID: "u", displayName: "d", metadataJSON: "{}", createdAt: time,
    updatedAt: time)

  private static let organizations: [any WireMessage] = [
    organization, project, user,
    EngramV1.PutOrganizationRequest(organizationID: "o", displayName: "d", metadataJSON: "{}"),
    EngramV1.GetOrganizationRequest(organizationID: "o"),
    EngramV1.ListOrganizationsRequest(pageSize: 1, pageToken: "t"),
    EngramV1.ListOrganizationsResponse(organizations: [organization], nextPageToken: "t"),
    EngramV1.DeleteOrganizationRequest(organizationID: "o"),
    EngramV1.DeleteOrganizationResponse(),
    EngramV1.OrganizationSettings(
      organizationID: "o", organizationMemoryLimit: 1, projectMemoryLimit: 2, userMemoryLimit: 3,
      effectiveOrganizationMemoryLimit: 4, effectiveProjectMemoryLimit: 5,
      effectiveUserMemoryLimit: 6, consolidation: consolidationSettings,
      effectiveConsolidation: consolidationSettings, messageEmbeddings: .on,
      effectiveMessageEmbeddings: .off, llm: llmSettings, effectiveLlm: llmSettings),
    EngramV1.GetSettingsRequest(organizationID: "o"),
    EngramV1.UpdateSettingsRequest(
      organizationID: "o", organizationMemoryLimit: 1, projectMemoryLimit: 2, userMemoryLimit: 3,
      updateMask: .init(paths: ["user_memory_limit"]), consolidation: consolidationSettings,
      llm: llmSettings, messageEmbeddings: .off),
    EngramV1.PutProjectRequest(
      organizationID: "o", projectID: "p", displayName: "d", metadataJSON: "{}"),
    EngramV1.GetProjectRequest(organizationID: "o", projectID: "p"),
    EngramV1.ListProjectsRequest(organizationID: "o", pageSize: 1, pageToken: "t"),
    EngramV1.ListProjectsResponse(projects: [project], nextPageToken: "t"),
    EngramV1.DeleteProjectRequest(organizationID: "o", projectID: "p"),
    EngramV1.DeleteProjectResponse(),
    EngramV1.PutUserRequest(organizationID: "o", userID: "u", displayName: "d", metadataJSON: "{}"),
    EngramV1.GetUserRequest(organizationID: "o", userID: "u"),
    EngramV1.ListUsersRequest(organizationID: "o", pageSize: 1, pageToken: "t"),
    EngramV1.ListUsersResponse(users: [user], nextPageToken: "t"),
    EngramV1.DeleteUserRequest(organizationID: "o", userID: "u"),
    EngramV1.DeleteUserResponse(),
  ]

  private static let violation = GoogleRpc.BadRequest.FieldViolation(
    field: "title", description: "too long")
  private static let detail = GoogleProtobuf.`Any`(
    typeURL: "type.googleapis.com/google.rpc.BadRequest",
    value: GoogleRpc.BadRequest(fieldViolations: [violation]).packed())
  private static let status = GoogleRpc.Status(code: 3, message: "refused", details: [detail])

  private static let job = EngramV1.Job(
    organizationID: "o", jobID: "j", queue: .embedding, subjectKind: .memory, subjectID: "s",
    state: .dead, attempts: 1, crashes: 2, runAfter: time, leaseUntil: time, lastError: "e",
    createdAt: time, finishedAt: time)
  private static let queue = EngramV1.QueueStats(
    queue: .consolidation, openCount: 1, dueCount: 2, leasedCount: 3, deadCount: 4,
    oldestDueMs: 5, pausedAt: time, pausedBy: "p", limiterWaitMs: 6)

  private static let jobs: [any WireMessage] = [
    job, queue,
    EngramV1.GetJobRequest(organizationID: "o", jobID: "j"),
    EngramV1.ListJobsRequest(
      organizationID: "o", queue: .embedding, state: .open, pageSize: 1, pageToken: "t"),
    EngramV1.ListJobsResponse(jobs: [job, job], nextPageToken: "t"),
    EngramV1.RetryJobRequest(organizationID: "o", jobID: "j"),
    EngramV1.GetQueueStatsRequest(),
    EngramV1.GetQueueStatsResponse(queues: [queue, queue]),
    EngramV1.PauseQueueRequest(queue: .embedding, pausedBy: "p"),
    EngramV1.ResumeQueueRequest(queue: .embedding),
  ]

  private static let published: [any WireMessage] = [
    violation, detail, status, time,
    GoogleProtobuf.Duration(seconds: -1, nanos: -500_000_000),
    GoogleProtobuf.FieldMask(paths: ["title", "metadata_json"]),
    GoogleRpc.BadRequest(fieldViolations: [violation, violation]),
    GoogleRpc.RetryInfo(retryDelay: .init(seconds: 1, nanos: 5)),
    GoogleRpc.ErrorInfo(reason: "REASON", domain: "engram.v1"),
    GrpcHealthV1.HealthCheckRequest(service: "s"),
    GrpcHealthV1.HealthCheckResponse(status: .notServing),
    Ttrpc.Request(
      service: "s", method: "m", payload: [0, 255], timeoutNano: .min,
      metadata: [.init(key: "k", value: "v")]),
    Ttrpc.Response(status: status, payload: [1]),
    Ttrpc.KeyValue(key: "k", value: "v"),
  ]
}
