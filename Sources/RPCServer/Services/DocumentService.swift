public import Domain
public import Wire

/// `engram.v1.DocumentService`: its requests read into the domain's terms, and the results written
/// as replies.
public struct DocumentService: EngramV1.DocumentServiceHandler {
  private let documents: DocumentStore
  private let search: DocumentSearch

  /// A service on these.
  public init(documents: DocumentStore, search: DocumentSearch) {
    self.documents = documents
    self.search = search
  }

  public func putDocument(
    _ request: EngramV1.PutDocumentRequest, _ call: CallContext
  ) async throws -> EngramV1.PutDocumentResponse {
    let scope = try RequestScope(request.organizationID, call)
    let put = try await documents.put(request.newDocument, in: scope)
    return EngramV1.PutDocumentResponse(
      document: EngramV1.Document(put.document, in: scope), outcome: .init(put.outcome))
  }

  public func getDocument(
    _ request: EngramV1.GetDocumentRequest, _ call: CallContext
  ) async throws -> EngramV1.Document {
    let scope = try RequestScope(request.organizationID, call)
    let id = try field("document_id", DocumentID(request.documentID))
    guard request.includeContent else {
      return EngramV1.Document(try await documents.get(id, in: scope), in: scope)
    }
    let (document, content) = try await documents.getWithContent(id, in: scope)
    var reply = EngramV1.Document(document, in: scope)
    reply.content = content
    return reply
  }

  public func listDocuments(
    _ request: EngramV1.ListDocumentsRequest, _ call: CallContext
  ) async throws -> EngramV1.ListDocumentsResponse {
    let scope = try RequestScope(request.organizationID, call)
    let page = try await documents.list(
      request.view, sourceURI: request.sourceUri,
      page: PageRequest(size: request.pageSize, token: request.pageToken), in: scope)
    return EngramV1.ListDocumentsResponse(
      documents: page.items.map { EngramV1.Document($0, in: scope) },
      nextPageToken: page.nextPageToken ?? "")
  }

  public func deleteDocument(
    _ request: EngramV1.DeleteDocumentRequest, _ call: CallContext
  ) async throws -> EngramV1.DeleteDocumentResponse {
    let scope = try RequestScope(request.organizationID, call)
    try await documents.delete(field("document_id", DocumentID(request.documentID)), in: scope)
    return EngramV1.DeleteDocumentResponse()
  }

  public func findSimilarDocuments(
    _ request: EngramV1.FindSimilarDocumentsRequest, _ call: CallContext
  ) async throws -> EngramV1.FindSimilarDocumentsResponse {
    let scope = try RequestScope(request.organizationID, call)
    let findings = try await search.search(request.search, from: request.view, in: scope)
    return EngramV1.FindSimilarDocumentsResponse(
      results: findings.chunks.map { EngramV1.ChunkResult($0) },
      usedEmbedding: findings.usedEmbedding)
  }
}
