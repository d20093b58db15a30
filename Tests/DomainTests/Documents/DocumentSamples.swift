@testable import Domain
import FoundationEssentials
import Postgres

/// A document of the user `ann`, or of somebody else.
func document(
  _ content: String, id: DocumentID = DocumentID(), title: String = "", scope: MemoryScope = .user,
  project: String? = nil, user: String? = "ann", source: String = "",
  format: DocumentFormat = .markdown, metadata: String? = nil
) throws -> NewDocument {
  try NewDocument(
    id: id,
    place: MemoryPlace(
      scope: scope, projectID: project.map { try ProjectID($0) },
      userID: user.map { try UserID($0) }),
    title: title, sourceURI: source, format: format,
    metadata: metadata.map { try MetadataObject($0) }, content: content)
}

extension DomainFixture {
  /// Has everything embedded that some documents lack.
  func embed(_ documents: [Document], in scope: RequestScope) async throws {
    var subjects = Set(
      documents.map {
        EmbeddingSubject(organization: scope.organizationID.text, id: $0.id.uuid)
      })
    while !subjects.isEmpty {
      subjects = try await documentEmbedder.embed(Array(subjects), deadline: nil)
    }
  }

  /// Puts a document and has it embedded.
  @discardableResult
  func putEmbedded(_ new: NewDocument, in scope: RequestScope) async throws -> Document {
    let document = try await documents.put(new, in: scope).document
    try await embed([document], in: scope)
    return document
  }

  func find(
    _ text: String, _ view: MemoryView, in scope: RequestScope, documents: [DocumentID] = [],
    metadata: String? = nil, limit: Int32 = 0
  ) async throws -> [FoundChunk] {
    try await documentSearch.search(
      DocumentQuery(
        text: text, documentIDs: documents, metadata: metadata.map { try MetadataObject($0) },
        limit: limit), from: view, in: scope
    ).chunks
  }
}
