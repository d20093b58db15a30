/// What a model is to read before it answers.
public struct AssembledContext: Sendable {
  /// An item that is in it, and what it costs.
  public struct Included: Sendable, Hashable {
    public let item: ContextItem
    public let tokens: Int32
  }

  /// Those that are not empty, in their order; for ``ContextForm/sections``.
  public let sections: [(section: ContextSection, items: [Included])]
  /// The same for a chat-completions API; for ``ContextForm/rendered``.
  public let rendered: [RenderedMessage]
  /// Never more than the budget.
  public let totalTokens: Int32
  public let omitted: [ContextReceipt.Omitted]
  /// It has the conversation up to here.
  public let appliedSeq: Int64
  public let stablePrefixHash: String
  public let receiptID: ReceiptID
  /// What was searched for, if there was anything to go by.
  public let query: String?
  public let usedEmbedding: Bool
}

extension AssembledContext {
  init(
    _ assembly: ContextAssembly, _ request: ContextRequest, _ state: ContextState, query: String?,
    usedEmbedding: Bool
  ) {
    self.init(
      sections: request.form == .sections ? assembly.sections : [],
      rendered: request.form == .rendered
        ? assembly.rendered(instructions: request.instructions) : [],
      totalTokens: Int32(clamping: assembly.totalTokens), omitted: assembly.omissions,
      appliedSeq: state.messageCount,
      stablePrefixHash: assembly.stablePrefixHash(request.instructions), receiptID: ReceiptID(),
      query: query, usedEmbedding: usedEmbedding)
  }
}

extension ContextAssembly {
  fileprivate var sections: [(section: ContextSection, items: [AssembledContext.Included])] {
    ContextSection.allCases.compactMap { section in
      let items = section == .messages ? messageItems : items(of: section)
      return items.isEmpty ? nil : (section, items)
    }
  }

  private func items(of section: ContextSection) -> [AssembledContext.Included] {
    included(section).map { .init(item: $0.item, tokens: Int32(clamping: $0.tokens)) }
  }

  private var messageItems: [AssembledContext.Included] {
    groups.flatMap { group in
      zip(group.messages, group.rendered).map { message, rendered in
        .init(item: ContextItem(message), tokens: Int32(clamping: price.tokens(of: rendered)))
      }
    }
  }

  /// What was left out, in the order of sections and reasons.
  var omissions: [ContextReceipt.Omitted] {
    omitted.map { omission, amount in
      ContextReceipt.Omitted(
        section: omission.section, reason: omission.reason, count: amount.count,
        messageCount: amount.messages, tokens: amount.tokens)
    }.sorted {
      ($0.section.rawValue, $0.reason.rawValue) < ($1.section.rawValue, $1.reason.rawValue)
    }
  }
}
