import Wire

extension MessageSamples {
  private static let document = EngramV1.Document(
    organizationID: "o", documentID: "d", scope: .user, projectID: "p", userID: "u",
    title: "Zürich 🚆", sourceUri: "s", format: .markdown, metadataJSON: "{}", version: .max,
    chunkCount: 1, tokenCount: 2, byteCount: 3, embeddingState: .ready, createdAt: time,
    updatedAt: time, content: "text")

  private static let chunk = EngramV1.ChunkResult(
    documentID: "d", title: "t", sourceUri: "s", heading: "h", ordinal: 1, fromByte: 2, toByte: 3,
    content: "text", tokenCount: 4, score: 1.25, wordRank: 5, vectorRank: 6, wordScore: 0.5,
    vectorScore: 0.75, updatedAt: time)

  /// Of the document service.
  static let documents: [any WireMessage] = [
    document, chunk,
    EngramV1.PutDocumentRequest(
      organizationID: "o", documentID: "d", scope: .project, projectID: "p", userID: "u",
      title: "t", sourceUri: "s", format: .text, metadataJSON: "{}", content: "text"),
    EngramV1.PutDocumentResponse(document: document, outcome: .replaced),
    EngramV1.GetDocumentRequest(organizationID: "o", documentID: "d", includeContent: true),
    EngramV1.ListDocumentsRequest(
      organizationID: "o", projectID: "p", userID: "u", scopes: [.user, .project], sourceUri: "s",
      pageSize: 1, pageToken: "t"),
    EngramV1.ListDocumentsResponse(documents: [document, .init()], nextPageToken: "t"),
    EngramV1.DeleteDocumentRequest(organizationID: "o", documentID: "d"),
    EngramV1.DeleteDocumentResponse(),
    EngramV1.FindSimilarDocumentsRequest(
      organizationID: "o", projectID: "p", userID: "u", query: "q", scopes: [.organization],
      documentIDs: ["d", "e"], metadataFilterJSON: "{}", limit: 7),
    EngramV1.FindSimilarDocumentsResponse(results: [chunk, .init()], usedEmbedding: true),
  ]
}
