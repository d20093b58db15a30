import Client
import Foundation
import Testing
import Wire

@Suite struct DocumentServiceTests {
  private let organization = ServerFixture.uniqueID()

  private func new(
    _ content: String, id: String = "", title: String = ""
  ) -> EngramV1.PutDocumentRequest {
    .init(
      organizationID: organization, documentID: id, scope: .user, userID: "ann", title: title,
      sourceUri: "file:///a.md", format: .markdown, metadataJSON: #"{"k": 1}"#, content: content)
  }

  @Test func `a document is put, read, listed, found, replaced and deleted`() async throws {
    let documents = try await ServerFixture.shared.client.documents
    let put = try await documents.putDocument(new("# Tea\n\nAnn drinks tea.", title: "Drinks"))
    let document = try #require(put.document)
    #expect(put.outcome == .created && document.embeddingState == .pending)
    #expect(document.version == 1 && document.chunkCount == 1 && document.content == "")
    let id = document.documentID
    var got = try await documents.getDocument(.init(organizationID: organization, documentID: id))
    #expect(got == document)
    got = try await documents.getDocument(
      .init(organizationID: organization, documentID: id, includeContent: true))
    #expect(got.content == "# Tea\n\nAnn drinks tea.")
    let list = try await documents.listDocuments(
      .init(organizationID: organization, userID: "ann"))
    #expect(list.documents == [document] && list.nextPageToken == "")
    let found = try await documents.findSimilarDocuments(
      .init(organizationID: organization, userID: "ann", query: "Who drinks tea?"))
    let chunk = try #require(found.results.first)
    #expect(found.usedEmbedding && found.results.count == 1)
    #expect(chunk.documentID == id && chunk.title == "Drinks" && chunk.heading == "Tea")
    #expect(chunk.sourceUri == "file:///a.md" && chunk.content == got.content)
    #expect(chunk.fromByte == 0 && chunk.toByte == 22 && chunk.wordRank == 1)
    #expect(
      try await documents.putDocument(
        new("# Tea\n\nAnn drinks tea.", id: id, title: "Drinks")
      ).outcome == .unchanged)
    let next = try await documents.putDocument(new("Ann drinks coffee.", id: id))
    #expect(next.outcome == .replaced && next.document?.version == 2)
    for (query, count) in [("tea", 0), ("coffee", 1)] {
      let found = try await documents.findSimilarDocuments(
        .init(organizationID: organization, userID: "ann", query: query))
      #expect(found.results.count == count)
    }
    _ = try await documents.deleteDocument(.init(organizationID: organization, documentID: id))
    await expect(.notFound) {
      try await documents.getDocument(.init(organizationID: organization, documentID: id))
    }
  }

  @Test func `3 MiB go in and come out in one frame`() async throws {
    let documents = try await ServerFixture.shared.client.documents
    let content = String(repeating: "Ein Satz über Zürich, kurz. ", count: 3_145_728 / 30)
    let put = try await documents.putDocument(new(content))
    let got = try await documents.getDocument(
      .init(
        organizationID: organization, documentID: put.document?.documentID ?? "",
        includeContent: true))
    #expect(got.content == content && got.chunkCount > 2_000)
    let found = try await documents.findSimilarDocuments(
      .init(organizationID: organization, userID: "ann", query: "Zürich", limit: 100))
    #expect(found.results.count <= 100)
    await expect(.invalidArgument, field: "content") {
      try await documents.putDocument(new(String(repeating: "a", count: 3_145_729)))
    }
  }

  @Test func `a refused field is named`() async throws {
    let documents = try await ServerFixture.shared.client.documents
    var cases: [(String, EngramV1.PutDocumentRequest)] = []
    func refuse(_ field: String, _ change: (inout EngramV1.PutDocumentRequest) -> Void) {
      var request = new("tea")
      change(&request)
      cases.append((field, request))
    }
    refuse("organization_id") { $0.organizationID = "" }
    refuse("document_id") { $0.documentID = "x" }
    refuse("scope") { $0.scope = .unspecified }
    refuse("user_id") { $0.userID = "" }
    refuse("user_id") { $0.scope = .organization }
    refuse("project_id") {
      $0.scope = .project; $0.userID = ""
    }
    refuse("title") { $0.title = String(repeating: "a", count: 501) }
    refuse("source_uri") { $0.sourceUri = String(repeating: "a", count: 2_049) }
    refuse("format") { $0.format = .unrecognized(9) }
    refuse("metadata_json") { $0.metadataJSON = "[]" }
    refuse("content") { $0.content = " " }
    for (field, request) in cases {
      await expect(.invalidArgument, field: field) { try await documents.putDocument(request) }
    }
    await expect(.invalidArgument, field: "query") {
      try await documents.findSimilarDocuments(.init(organizationID: organization, query: " "))
    }
    await expect(.invalidArgument, field: "scopes[0]") {
      try await documents.findSimilarDocuments(
        .init(organizationID: organization, query: "a", scopes: [.user]))
    }
    await expect(.invalidArgument, field: "document_ids[0]") {
      try await documents.findSimilarDocuments(
        .init(organizationID: organization, query: "a", documentIDs: ["x"]))
    }
    await expect(.invalidArgument, field: "metadata_filter_json") {
      try await documents.findSimilarDocuments(
        .init(organizationID: organization, query: "a", metadataFilterJSON: "{"))
    }
    await expect(.invalidArgument, field: "limit") {
      try await documents.findSimilarDocuments(
        .init(organizationID: organization, query: "a", limit: 101))
    }
    await expect(.invalidArgument, field: "page_token") {
      try await documents.listDocuments(.init(organizationID: organization, pageToken: "x"))
    }
  }
}
