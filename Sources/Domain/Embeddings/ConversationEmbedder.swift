import FoundationEssentials
import LLM
public import Postgres

/// Gives messages of conversations the embeddings that they lack, of every model in use: of each
/// message, and of each with the one before it.
public struct ConversationEmbedder: SubjectEmbedder {
  /// The most messages of one turn: a long conversation takes many, between which others have theirs.
  private static let maxMessages = 256
  /// What is looked at of a message, and of the one before it, in characters.
  private static let maxCharacters: Int32 = 8_000
  private static let maxCharactersBefore: Int32 = 1_000
  /// Refused requests of one turn after which it is not single texts that are refused.
  private static let maxRefusals = 20

  public let kind = JobSubjectKind.conversation

  private let lanes: PostgresLanes
  private let models: EmbeddingModels
  private let isOn: Bool

  /// An embedder on the system role's lanes; `isOn` is whether messages are embedded where their
  /// organization says nothing.
  public init(lanes: PostgresLanes, models: EmbeddingModels, isOn: Bool) {
    self.lanes = lanes
    self.models = models
    self.isOn = isOn
  }

  /// A text that is refused while others are not goes without an embedding.
  public func embed(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> Set<EmbeddingSubject> {
    let messages = try await missing(subjects, deadline: deadline)
    let texts = messages.flatMap(\.texts)
    var refusals: [LLMError] = []
    try await embed(texts[...], &refusals, deadline: deadline)
    if let refusal = refusals.first, refusals.count >= min(texts.count, Self.maxRefusals) {
      throw refusal
    }
    try await advance(messages, deadline: deadline)
    return messages.count < Self.maxMessages ? [] : Set(subjects)
  }

  /// Where a text is refused, each half by itself, so that the others do not wait for it.
  private func embed(
    _ texts: ArraySlice<MissingText<UnembeddedMessage.Place>>, _ refusals: inout [LLMError],
    deadline: ContinuousClock.Instant?
  ) async throws {
    do {
      try await TextEmbedder(models: models).embed(Array(texts), deadline: deadline) {
        vectors, places, model in
        try await write(vectors, at: places, model, deadline: deadline)
      }
    } catch let error as LLMError where error.code == .inputRefused {
      guard texts.count > 1 else {
        refusals.append(error)
        return
      }
      guard refusals.count < Self.maxRefusals else { return }
      let middle = texts.startIndex + texts.count / 2
      try await embed(texts[..<middle], &refusals, deadline: deadline)
      try await embed(texts[middle...], &refusals, deadline: deadline)
    }
  }

  private func missing(
    _ subjects: [EmbeddingSubject], deadline: ContinuousClock.Instant?
  ) async throws -> [UnembeddedMessage] {
    try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(
        EmbeddingModelStatements.missingMessages,
        [
          .textArray(subjects.map(\.organization)), .uuidArray(subjects.map(\.id)), .bool(isOn),
          .int4(Int32(clamping: Self.maxMessages)), .int4(Self.maxCharacters),
          .int4(Self.maxCharactersBefore),
        ]
      ) { row in try UnembeddedMessage(row) })
  }

  private func write(
    _ vectors: [[Float]], at places: [UnembeddedMessage.Place], _ model: EmbeddingModels.Ready,
    deadline: ContinuousClock.Instant?
  ) async throws {
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(
        EmbeddingModelStatements.writeMessages,
        [
          .textArray(places.map(\.organization)), .uuidArray(places.map(\.conversation)),
          .int8Array(places.map(\.seq)), .int2Array(places.map(\.span.rawValue)),
          .int2(model.deployed.id),
          .int4(Int32(clamping: model.deployed.settings.model.dimensions)),
          .float4Array(Array(vectors.joined())),
        ]))
  }

  /// Notes that nothing is missing up to the last of these.
  private func advance(
    _ messages: [UnembeddedMessage], deadline: ContinuousClock.Instant?
  ) async throws {
    let last = Dictionary(grouping: messages, by: \.part).mapValues { messages in
      messages.map(\.seq).max() ?? 0
    }
    let parts = Array(last)
    guard !parts.isEmpty else { return }
    _ = try await lanes.run(
      UnitOptions(organizations: [], deadline: deadline, isIdempotent: true),
      Query(
        EmbeddingModelStatements.advanceMessages,
        [
          .textArray(parts.map(\.key.organization)), .uuidArray(parts.map(\.key.conversation)),
          .int2Array(parts.map(\.key.model)), .int8Array(parts.map(\.value)),
        ]))
  }
}
