/// Chooses what goes into a context, within its budget.
///
/// The instructions and the latest message have to fit. Then each section is filled up to its share,
/// the best items first; then come the messages, the newest first; and what they leave goes to the
/// items that found no room in their shares. Nothing is left out silently.
struct ContextAssembly {
  /// What was left out, for one reason.
  struct Omission: Sendable, Hashable {
    let section: ContextSection
    let reason: OmissionReason
  }

  /// How much of it.
  struct OmittedAmount: Sendable, Hashable {
    var count: Int64 = 0
    /// Messages that it stands for.
    var messages: Int64 = 0
    var tokens: Int64 = 0
  }

  /// What was found for a section, and what became of it.
  struct Candidate: Sendable {
    let item: ContextItem
    let line: String
    let tokens: Int
    /// Its place among those of its section, from 1.
    let rank: Int32
    var reason: OmissionReason?
  }

  private(set) var candidates: [ContextSection: [Candidate]] = [:]
  /// Those of the messages, in their order.
  private(set) var groups: [MessageGroup] = []
  /// Those that were read and found no room.
  private(set) var droppedGroups: [MessageGroup] = []
  private(set) var omitted: [Omission: OmittedAmount] = [:]
  private(set) var totalTokens = 0

  private let request: ContextRequest
  let price: ContextPrice
  private var left: Int
  private var bytesLeft = Int(PageBudget.bytes)
  /// Sections whose heading is paid for.
  private var begun: Set<ContextSection> = []

  /// Chooses among `found`, the best of each section first.
  ///
  /// Throws when not even the instructions and the latest message fit.
  init(
    _ request: ContextRequest, _ state: ContextState, found: [ContextSection: [ContextItem]],
    price: ContextPrice
  ) throws(DomainError) {
    self.request = request
    self.price = price
    left = request.contextBudget
    let groups = MessageGroup.groups(of: state.messages)
    try payFirst(groups.last)
    addSummaries(state)
    for section in ContextSection.found { addFound(found[section] ?? [], to: section, state) }
    addMessages(groups)
    fillUp()
    countOmitted(state, groups)
    totalTokens = request.contextBudget - left
  }

  // MARK: What has to fit

  private mutating func payFirst(_ newest: MessageGroup?) throws(DomainError) {
    let budget = left
    pay(tokens: ContextPrice.frame, bytes: 1_024)
    if !request.instructions.isEmpty {
      pay(
        tokens: price.tokens(in: request.instructions + "\n"),
        bytes: request.instructions.utf8.count)
    }
    if let newest { add(newest) }
    guard left >= 0 else {
      throw RuleViolation(
        "must be at least \(Int(request.budget) - left) for the instructions, the latest message "
          + "and the reply; \(budget) are left for the context"
      ).at("token_budget")
    }
    guard bytesLeft >= 0 else {
      throw DomainError.failedPrecondition(.conversation, .latestMessagesTooLarge)
    }
  }

  private mutating func add(_ group: MessageGroup) {
    let (tokens, bytes) = cost(of: group)
    pay(tokens: tokens, bytes: bytes)
    groups.insert(group, at: 0)
  }

  // MARK: Sections

  /// The newest first; one that does not fit ends it, so that what stays has no gap.
  ///
  /// The newest may take half of the budget: without any, nothing would be told of what it stands for.
  private mutating func addSummaries(_ state: ContextState) {
    let share = request.shares.tokens(for: .summaries, of: request.contextBudget)
    var room = request.shares.includes(.summaries) ? max(share, request.contextBudget / 2) : 0
    // What only the newest may take.
    var rest = room - share
    var chosen: [Candidate] = []
    var isFull = false
    for (place, summary) in state.summaries.reversed().enumerated() {
      var candidate = candidate(ContextItem(summary), rank: Int32(clamping: place + 1))
      // Of a silence there is nothing to tell.
      if !summary.content.isEmpty {
        isFull = isFull || !take(candidate, room: &room)
        if isFull { candidate.reason = .budget }
        room -= rest
        rest = 0
      }
      chosen.append(candidate)
    }
    candidates[.summaries] = chosen.reversed()
  }

  private mutating func addFound(
    _ items: [ContextItem], to section: ContextSection, _ state: ContextState
  ) {
    var room = min(request.shares.tokens(for: section, of: request.contextBudget), left)
    let summaries = Set(
      (candidates[.summaries] ?? []).filter { $0.reason == nil }.map(\.item.id))
    let limit = Int(request.limits.limit(of: section))
    var count = 0
    var all: [Candidate] = []
    for (place, item) in items.enumerated() {
      var candidate = candidate(item, rank: Int32(clamping: place + 1))
      if let repeated = item.repeats, summaries.contains(repeated) {
        candidate.reason = .duplicate
      } else if count >= limit {
        candidate.reason = .limit
      } else if take(candidate, room: &room) {
        count += 1
      } else {
        candidate.reason = .budget
      }
      all.append(candidate)
    }
    candidates[section] = all
  }

  private mutating func addMessages(_ groups: [MessageGroup]) {
    for group in groups.dropLast().reversed() {
      let (tokens, bytes) = cost(of: group)
      guard tokens <= left, bytes <= bytesLeft else { return }
      add(group)
    }
  }

  /// Gives what is left to what found no room in its share.
  private mutating func fillUp() {
    for section in ContextSection.found {
      guard request.shares.includes(section), var all = candidates[section] else { continue }
      let limit = Int(request.limits.limit(of: section))
      var count = all.count { $0.reason == nil }
      var room = left
      for place in all.indices where all[place].reason == .budget && count < limit {
        guard take(all[place], room: &room) else { continue }
        all[place].reason = nil
        count += 1
      }
      candidates[section] = all
    }
  }

  private func candidate(_ item: ContextItem, rank: Int32) -> Candidate {
    let line = ContextLine.text(of: item)
    return Candidate(item: item, line: line, tokens: price.tokens(in: line), rank: rank)
  }

  /// Pays for an item from the room of its section, if there is enough.
  private mutating func take(_ candidate: Candidate, room: inout Int) -> Bool {
    let section = candidate.item.section
    let tokens = candidate.tokens + (begun.contains(section) ? 0 : price.tokens(around: section))
    let bytes = candidate.line.utf8.count + 512
    guard tokens <= room, tokens <= left, bytes <= bytesLeft else { return false }
    begun.insert(section)
    pay(tokens: tokens, bytes: bytes)
    room -= tokens
    return true
  }

  private func cost(of group: MessageGroup) -> (tokens: Int, bytes: Int) {
    group.rendered.reduce(into: (0, 0)) { cost, message in
      cost.0 += price.tokens(of: message)
      cost.1 += message.byteCount + 200
    }
  }

  private mutating func pay(tokens: Int, bytes: Int) {
    left -= tokens
    bytesLeft -= bytes
  }
}

extension ContextAssembly {
  // MARK: What was left out

  private mutating func countOmitted(_ state: ContextState, _ groups: [MessageGroup]) {
    for (section, all) in candidates {
      for candidate in all {
        guard let reason = candidate.reason else { continue }
        let messages = section == .summaries ? candidate.item.messages?.count ?? 0 : 0
        omit(section, reason, messages: Int64(messages), tokens: Int64(candidate.tokens))
      }
    }
    countUnread(state)
    countMessages(state, groups)
  }

  /// Summarised messages whose summaries were not even read: there are too many.
  private mutating func countUnread(_ state: ContextState) {
    let covered = state.summaries.reduce(0) { $0 + Int64($1.messages.count) }
    if state.consolidatedSeq > covered {
      omit(.summaries, .limit, messages: state.consolidatedSeq - covered, tokens: 0)
    }
  }

  private mutating func countMessages(_ state: ContextState, _ all: [MessageGroup]) {
    for message in state.messages where message.isDeleted {
      omit(.messages, .deleted, messages: 1, tokens: 0)
    }
    droppedGroups = all.dropLast(groups.count)
    for group in droppedGroups {
      for message in group.rendered {
        omit(.messages, .budget, messages: 1, tokens: Int64(price.tokens(of: message)))
      }
    }
    let unread = state.activeCount - Int64(state.messages.count)
    if unread > 0 {
      let read = state.messages.reduce(0) { $0 + Int64(TokenEstimate.tokens(in: $1.content)) }
      omit(
        .messages, .limit, count: unread, messages: unread,
        tokens: max(state.activeTokens - read, 0))
    }
  }

  private mutating func omit(
    _ section: ContextSection, _ reason: OmissionReason, count: Int64 = 1, messages: Int64,
    tokens: Int64
  ) {
    var amount = omitted[Omission(section: section, reason: reason)] ?? OmittedAmount()
    amount.count += count
    amount.messages += messages
    amount.tokens += tokens
    omitted[Omission(section: section, reason: reason)] = amount
  }
}
