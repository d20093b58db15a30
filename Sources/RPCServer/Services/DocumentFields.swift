import Domain
import Wire

/// Requests about documents, read into the domain's terms.

extension EngramV1.PutDocumentRequest {
  var newDocument: NewDocument {
    get throws(DomainError) {
      try NewDocument(
        id: optionalField("document_id", documentID, DocumentID.init) ?? DocumentID(),
        place: MemoryPlace(
          scope: field("scope", MemoryScope(scope)),
          projectID: optionalField("project_id", projectID, ProjectID.init),
          userID: optionalField("user_id", userID, UserID.init)),
        title: title, sourceURI: sourceUri, format: field("format", DocumentFormat(format)),
        metadata: .field(metadataJSON), content: content)
    }
  }
}

extension EngramV1.ListDocumentsRequest {
  var view: MemoryView {
    get throws(DomainError) { try memoryView(projectID, userID, scopes) }
  }
}

extension EngramV1.FindSimilarDocumentsRequest {
  var view: MemoryView {
    get throws(DomainError) { try memoryView(projectID, userID, scopes) }
  }

  var search: DocumentQuery {
    get throws(DomainError) {
      var ids: [DocumentID] = []
      for (place, id) in documentIDs.enumerated() {
        ids.append(try field("document_ids[\(place)]", DocumentID(id)))
      }
      return try DocumentQuery(
        text: query, documentIDs: ids,
        metadata: optionalField("metadata_filter_json", metadataFilterJSON, MetadataObject.init),
        limit: limit)
    }
  }
}

extension DocumentFormat {
  fileprivate init(_ format: EngramV1.DocumentFormat) throws(RuleViolation) {
    switch format {
    case .unspecified, .text: self = .text
    case .markdown: self = .markdown
    case .unrecognized:
      throw RuleViolation("must be DOCUMENT_FORMAT_TEXT or DOCUMENT_FORMAT_MARKDOWN")
    }
  }
}
