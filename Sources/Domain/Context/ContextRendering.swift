import Crypto
import Foundation

extension ContextAssembly {
  /// What a chat-completions API is sent: one system message, if there is anything to say in it, and
  /// the messages of the conversation.
  func rendered(instructions: String) -> [RenderedMessage] {
    let prefix = stablePrefix(instructions)
    let text = prefix + (prefix.isEmpty || found.isEmpty ? found : "\n" + found)
    let messages = groups.flatMap(\.rendered)
    return text.isEmpty ? messages : [RenderedMessage(role: .system, content: text)] + messages
  }

  /// SHA-256 of what stays the same between consolidations, in hexadecimal digits.
  func stablePrefixHash(_ instructions: String) -> String {
    SHA256.hash(data: Data(stablePrefix(instructions).utf8))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The instructions and the summaries.
  private func stablePrefix(_ instructions: String) -> String {
    let summaries = lines(of: .summaries)
    let block =
      summaries.isEmpty
      ? "" : ContextText.open + ContextText.summaries + summaries + ContextText.close
    guard !instructions.isEmpty else { return block }
    return instructions + "\n" + (block.isEmpty ? "" : "\n" + block)
  }

  /// What depends on the query.
  private var found: String {
    let sections = ContextSection.found.map { section in
      let lines = lines(of: section)
      return lines.isEmpty ? "" : ContextText.heading(of: section) + lines
    }.joined()
    return sections.isEmpty
      ? "" : ContextText.open + ContextText.found + sections + ContextText.close
  }

  private func lines(of section: ContextSection) -> String {
    included(section).map(\.line).joined()
  }

  /// What of a section is in the context, in its order.
  func included(_ section: ContextSection) -> [Candidate] {
    let chosen = (candidates[section] ?? []).filter { $0.reason == nil && !$0.item.content.isEmpty }
    // A conversation is read in its order.
    return section == .recalledMessages
      ? chosen.sorted { $0.item.messages?.lowerBound ?? 0 < $1.item.messages?.lowerBound ?? 0 }
      : chosen
  }
}
