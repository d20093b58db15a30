import LLM
public import Postgres

/// Puts together what a model is to read of a conversation.
///
/// Throws ``DomainError`` for what the caller can understand, else what the lanes throw.
public struct ContextAssembler: Sendable {
  /// How many of the latest messages of the user stand for a query that is not given.
  private static let queryMessages = 2

  private let lanes: PostgresLanes
  private let finder: ContextFinder
  private let calibration: TokenCalibration
  private let receipts: ReceiptWriter

  /// An assembler on the service's lanes.
  public init(
    lanes: PostgresLanes, finder: ContextFinder, calibration: TokenCalibration,
    receipts: ReceiptWriter
  ) {
    self.lanes = lanes
    self.finder = finder
    self.calibration = calibration
    self.receipts = receipts
  }

  /// The context of a conversation, with all that was acknowledged before.
  public func assemble(
    _ request: ContextRequest, in scope: RequestScope
  ) async throws -> AssembledContext {
    let state = try await read(request, in: scope)
    let query = request.query ?? Self.query(from: state)
    async let price = price(request, state, in: scope)
    let found = try await finder.find(query, request, state, in: scope)
    let assembly = try ContextAssembly(
      request, state, found: found.items, price: await price)
    let context = AssembledContext(
      assembly, request, state, query: query, usedEmbedding: found.usedEmbedding)
    receipts.write(ContextReceipt(context, assembly, request), of: scope.organizationID)
    return context
  }

  /// What texts cost whoever reads the context.
  private func price(
    _ request: ContextRequest, _ state: ContextState, in scope: RequestScope
  ) async -> ContextPrice {
    guard let model = request.model else { return .any }
    let factor = await calibration.factor(
      model: model, conversation: request.conversation, consolidatedSeq: state.consolidatedSeq,
      in: scope)
    return ContextPrice(factor: factor)
  }

  private func read(
    _ request: ContextRequest, in scope: RequestScope
  ) async throws -> ContextState {
    let rows = try await lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        ContextStatements.read,
        [
          scope.organization, .uuid(request.conversation.uuid),
          .int4(ContextLimits.maxSummaries), .int4(request.limits.messages),
          .int8(PageBudget.bytes),
        ]
      ) { row in try ContextState.Row(row) })
    guard let state = ContextState(rows) else { throw DomainError.notFound(.conversation) }
    guard state.messageCount >= request.minSeq else {
      throw DomainError.failedPrecondition(.conversation, .messagesNotThere)
    }
    return state
  }

  /// What the user said last.
  private static func query(from state: ContextState) -> String? {
    let said = state.messages.filter { $0.role == .user && !$0.isDeleted }
      .suffix(queryMessages).map(\.content)
    let text = said.joined(separator: "\n")
    guard !text.allSatisfy(\.isWhitespace) else { return nil }
    let latest = said.last ?? ""
    return text.utf8.count <= TextLimits.maxQueryBytes
      ? text : latest.clipped(toBytes: TextLimits.maxQueryBytes)
  }
}
