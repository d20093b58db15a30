import Foundation
import Postgres
import TestSupport

/// Conversations that are due for consolidation, on a database of their own, and what became of them.
struct DueConversations: Sendable {
  /// Messages of each, and up to where they are to be summarised.
  static let messages = 21
  static let target: Int64 = 11

  let url: String

  /// So many of each organization. None of their messages has a fact that a summary could lack.
  init(_ counts: [String: Int]) async throws {
    url = try await TestDatabase.migrated().url
    for (organization, count) in counts {
      try await execute(
        """
        insert into engram.organizations (organization_id) values ('\(organization)');
        insert into engram.users (organization_id, user_id) values ('\(organization)', 'ann');
        insert into engram.conversations (
          organization_id, conversation_id, user_id, request_hash, next_seq, token_total)
        select '\(organization)', gen_random_uuid(), 'ann', sha256(''), \(Self.messages + 1), 1000
        from generate_series(1, \(count));
        insert into engram.messages (
          organization_id, conversation_id, seq, message_id, role, name, content, token_count,
          request_hash, created_at, occurred_at)
        select organization_id, conversation_id, seq, gen_random_uuid(), 2, '',
          -- Each conversation says something else.
          translate(md5(conversation_id::text), '0123456789', 'ghijklmnop') || ' is about tea',
          8, sha256(''), now(), now()
        from engram.conversations, generate_series(1, \(Self.messages)) seq
        where organization_id = '\(organization)';
        insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
        select organization_id, 1, 4, conversation_id from engram.conversations
        where organization_id = '\(organization)';
        """)
    }
  }

  func execute(_ sql: String) async throws {
    let session = try await PostgresSession.connect(url: url)
    try await session.execute(Statement(name: "test_\(UUID())", sql: sql))
    await session.close()
  }

  func count(_ sql: String) async throws -> Int64 {
    try await values(sql, Int64.self).first ?? 0
  }

  func values<Value: PostgresDecodable & Sendable>(
    _ sql: String, _ type: Value.Type
  ) async throws -> [Value] {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(Statement(name: "test_\(UUID())", sql: sql), []) { row in
        try row.decode(0, as: Value.self)
      })
    await session.close()
    return rows
  }

  /// Conversations of which a first summary is there.
  var consolidated: Int64 {
    get async throws {
      try await count(
        "select count(*) from engram.conversations where consolidated_seq = \(Self.target)")
    }
  }

  /// What is wrong: messages that are gone, and conversations that do not have exactly one summary of
  /// exactly the first messages, with one memory of it.
  var faults: Int64 {
    get async throws {
      try await count(
        """
        select count(*) from engram.conversations c
        where c.consolidated_seq <> \(Self.target)
          or (select count(*) from engram.messages m
              where m.conversation_id = c.conversation_id and m.content <> '') <> \(Self.messages)
          or (select array_agg(array[s.from_seq, s.to_seq]) from engram.consolidations s
              where s.conversation_id = c.conversation_id)
            is distinct from array[array[1::int8, \(Self.target)::int8]]
          or (select count(*) from engram.memories m
              where m.conversation_id = c.conversation_id and m.origin = 2) <> 1
        """)
    }
  }
}
