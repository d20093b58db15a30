import Domain
import Wire

/// The domain's results about documents, as replies.

extension EngramV1.Document {
  init(_ document: Document, in scope: RequestScope) {
    self.init(
      organizationID: scope.organizationID.text,
      documentID: document.id.text,
      scope: .init(document.place.scope),
      projectID: document.place.projectID?.text ?? "",
      userID: document.place.userID?.text ?? "",
      title: document.title,
      sourceUri: document.sourceURI,
      format: .init(document.format),
      metadataJSON: document.metadata?.json ?? "",
      version: document.version,
      chunkCount: document.chunkCount,
      tokenCount: document.tokenCount,
      byteCount: document.byteCount,
      embeddingState: .init(isReady: document.isEmbedded),
      createdAt: .init(document.createdAt),
      updatedAt: .init(document.updatedAt))
  }
}

extension EngramV1.ChunkResult {
  init(_ found: FoundChunk) {
    self.init(
      documentID: found.documentID.text,
      title: found.title,
      sourceUri: found.sourceURI,
      heading: found.heading,
      ordinal: found.ordinal,
      fromByte: found.bytes.lowerBound,
      toByte: found.bytes.upperBound,
      content: found.content,
      tokenCount: found.tokenCount,
      score: found.score,
      wordRank: Int32(clamping: found.wordRank ?? 0),
      vectorRank: Int32(clamping: found.vectorRank ?? 0),
      wordScore: found.wordScore,
      vectorScore: found.vectorScore,
      updatedAt: .init(found.updatedAt))
  }
}

extension EngramV1.DocumentFormat {
  fileprivate init(_ format: DocumentFormat) {
    self =
      switch format {
      case .text: .text
      case .markdown: .markdown
      }
  }
}

extension EngramV1.PutOutcome {
  init(_ outcome: PutOutcome) {
    self =
      switch outcome {
      case .created: .created
      case .replaced: .replaced
      case .repeated: .unchanged
      }
  }
}
