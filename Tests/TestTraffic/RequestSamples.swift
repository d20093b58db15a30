public import Wire

/// Requests of every method, as a well-behaved client sends them.
///
/// They are about an organization of their own; what they delete as a whole is another one, so
/// that the first stays there to be asked about.
public enum RequestSamples {
  public static let organizationID = "sample"
  public static let doomedOrganizationID = "sample-doomed"
  public static let conversationID = "01890a5d-ac96-774b-bcce-b302099a8057"
  private static let messageID = "01890a5d-ac96-774b-bcce-b302099a8058"

  /// The data of a Request frame for each method, with each message that suits it.
  public static let envelopes: [Ttrpc.Request] = WireMethods.all.flatMap { method in
    messages.filter { type(of: $0).protoName == method.requestType.protoName }
      .map { envelope(of: method, $0) }
  }

  /// The data of a Request frame.
  public static func envelope(
    of method: MethodDescriptor, _ message: any WireMessage
  ) -> Ttrpc.Request {
    Ttrpc.Request(
      service: method.service, method: method.method, payload: message.packed(),
      timeoutNano: 5_000_000_000, metadata: [.init(key: "request-id", value: "r-1")])
  }

  private static let messages: [any WireMessage] =
    conversations + documents + organizations + jobs + published

  private static let conversations: [any WireMessage] = [
    EngramV1.CreateConversationRequest(
      organizationID: organizationID, conversationID: conversationID, userID: "ada",
      projectID: "apollo", metadataJSON: #"{"channel":"web"}"#),
    EngramV1.CreateConversationRequest(organizationID: organizationID, userID: "ada"),
    EngramV1.GetConversationRequest(
      organizationID: organizationID, conversationID: conversationID),
    EngramV1.ListConversationsRequest(
      organizationID: organizationID, userID: "ada", pageSize: 5),
    EngramV1.UpdateConversationRequest(
      organizationID: organizationID, conversationID: conversationID, title: "Launch",
      updateMask: .init(paths: ["title"])),
    EngramV1.DeleteConversationRequest(
      organizationID: organizationID, conversationID: messageID),
    EngramV1.AddMessagesRequest(
      organizationID: organizationID, conversationID: conversationID,
      messages: [
        .init(role: .user, name: "Ada", content: "What did we decide about the launch?"),
        .init(
          messageID: messageID, role: .assistant, content: "To wait.",
          metadataJSON: #"{"model":"m"}"#, occurredAt: .init(seconds: 1_700_000_000)),
      ]),
    EngramV1.ListMessagesRequest(
      organizationID: organizationID, conversationID: conversationID, fromSeq: 1, toSeq: 50,
      order: .newestFirst, pageSize: 5),
    EngramV1.SearchMessagesRequest(
      organizationID: organizationID, conversationID: conversationID, query: "launch"),
    EngramV1.SearchMessagesRequest(
      organizationID: organizationID, wholeOrganization: true, query: "launch", limit: 3),
    EngramV1.DeleteMessagesRequest(
      organizationID: organizationID, conversationID: conversationID, messageIDs: [messageID]),
  ]

  private static let documents: [any WireMessage] = [
    EngramV1.PutDocumentRequest(
      organizationID: organizationID, documentID: messageID, scope: .project, projectID: "apollo",
      title: "Launch", format: .markdown, content: "# Launch\n\nWe wait for better weather."),
    EngramV1.GetDocumentRequest(
      organizationID: organizationID, documentID: messageID, includeContent: true),
    EngramV1.ListDocumentsRequest(
      organizationID: organizationID, projectID: "apollo", pageSize: 5),
    EngramV1.DeleteDocumentRequest(organizationID: organizationID, documentID: conversationID),
    EngramV1.FindSimilarDocumentsRequest(
      organizationID: organizationID, projectID: "apollo", query: "When is the launch?", limit: 3),
  ]

  private static let organizations: [any WireMessage] = [
    EngramV1.PutOrganizationRequest(organizationID: organizationID, displayName: "Sample"),
    EngramV1.PutOrganizationRequest(organizationID: doomedOrganizationID),
    EngramV1.GetOrganizationRequest(organizationID: organizationID),
    EngramV1.ListOrganizationsRequest(pageSize: 5),
    EngramV1.DeleteOrganizationRequest(organizationID: doomedOrganizationID),
    EngramV1.PutProjectRequest(organizationID: organizationID, projectID: "apollo"),
    EngramV1.GetProjectRequest(organizationID: organizationID, projectID: "apollo"),
    EngramV1.ListProjectsRequest(organizationID: organizationID, pageSize: 5),
    EngramV1.DeleteProjectRequest(organizationID: organizationID, projectID: "gemini"),
    EngramV1.PutUserRequest(organizationID: organizationID, userID: "ada", displayName: "Ada"),
    EngramV1.GetUserRequest(organizationID: organizationID, userID: "ada"),
    EngramV1.ListUsersRequest(organizationID: organizationID, pageSize: 5),
    EngramV1.DeleteUserRequest(organizationID: organizationID, userID: "bob"),
  ]

  private static let jobs: [any WireMessage] = [
    EngramV1.GetJobRequest(organizationID: organizationID, jobID: messageID),
    EngramV1.ListJobsRequest(
      organizationID: organizationID, queue: .embedding, state: .dead, pageSize: 5),
    EngramV1.ListJobsRequest(pageSize: 5),
    EngramV1.RetryJobRequest(organizationID: organizationID, jobID: messageID),
    EngramV1.GetQueueStatsRequest(),
    EngramV1.PauseQueueRequest(queue: .consolidation, pausedBy: "Ada"),
    EngramV1.ResumeQueueRequest(queue: .consolidation),
  ]

  private static let published: [any WireMessage] = [
    EngramV1.CancelRequest(requestID: "r-1"),
    GrpcHealthV1.HealthCheckRequest(),
    GrpcHealthV1.HealthCheckRequest(service: "engram.v1.ConversationService"),
  ]
}
