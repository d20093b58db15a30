import Client
import Testing
import Wire

extension IsolationTests {
  /// Of the document service.
  static let documentAttempts: [String: Attempt] = [
    "PutDocument": { client, me, them in
      // Ids are an organization's own: this makes another document.
      let put = try await client.documents.putDocument(
        .init(
          organizationID: me, documentID: them.document, scope: .user, projectID: them.project,
          userID: them.user, content: "secret document"))
      #expect(put.outcome == .created && put.document?.metadataJSON == "")
    },
    "GetDocument": { client, me, them in
      for includesContent in [false, true] {
        await expect(.notFound) {
          try await client.documents.getDocument(
            .init(organizationID: me, documentID: them.document, includeContent: includesContent))
        }
      }
    },
    "ListDocuments": { client, me, them in
      let list = try await client.documents.listDocuments(
        .init(organizationID: me, projectID: them.project, userID: them.user))
      #expect(list.documents.isEmpty)
    },
    "DeleteDocument": { client, me, them in
      await expect(.notFound) {
        try await client.documents.deleteDocument(
          .init(organizationID: me, documentID: them.document))
      }
    },
    "FindSimilarDocuments": { client, me, them in
      for ids in [[], [them.document]] {
        let found = try await client.documents.findSimilarDocuments(
          .init(
            organizationID: me, projectID: them.project, userID: them.user,
            query: "secret document", documentIDs: ids))
        #expect(found.results.isEmpty)
      }
    },
  ]
}
