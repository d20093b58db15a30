import Domain
import Foundation
import Postgres
import Testing

/// How PostgreSQL runs the statements that calls wait for, once the tables are large.
@Suite struct PlanTests {
  /// A statement, the types of its parameters, values for them, and all indexes of conversations,
  /// messages, memories and documents that it may use.
  private typealias Hot = (file: String, types: String, values: String, indexes: Set<String>)

  private static let hot: [Hot] = [
    (
      "conversation_create", "text, uuid, text, text, text, jsonb, bytea",
      "'o1', gen_random_uuid(), 'u1', 'p1', '', null, sha256('')", ["conversations_pkey"]
    ),
    ("conversation_get", "text, uuid", "'o1', '\(conversation)'", ["conversations_pkey"]),
    (
      "conversation_list", "text, text, text, timestamptz, uuid, int4, int8",
      "'o1', null, null, \(last), 50, 4000000", ["conversations_newest"]
    ),
    (
      "conversation_list", "text, text, text, timestamptz, uuid, int4, int8",
      "'o1', 'u1', null, \(last), 50, 4000000", ["conversations_by_user"]
    ),
    (
      "conversation_list", "text, text, text, timestamptz, uuid, int4, int8",
      "'o1', null, 'p1', \(last), 50, 4000000", ["conversations_by_project"]
    ),
    (
      "conversation_list", "text, text, text, timestamptz, uuid, int4, int8",
      "'o1', 'u1', 'p1', \(last), 50, 4000000",
      ["conversations_by_user", "conversations_by_project"]
    ),
    (
      "conversation_update", "text, uuid, bool, text, bool, jsonb",
      "'o1', '\(conversation)', true, 'x', false, null", ["conversations_pkey"]
    ),
    (
      "conversation_delete", "text, uuid, bool", "'o1', '\(conversation)', false",
      ["conversations_pkey", "memories_by_conversation", "memory_scopes_pkey"]
    ),
    (
      "conversation_lock_memories", "text, uuid", "'o1', '\(conversation)'",
      ["memories_by_conversation", "memory_scopes_pkey"]
    ),
    ("conversation_lock", "text[], uuid[]", "'{o1}', '{\(conversation)}'", ["conversations_pkey"]),
    (
      "conversation_untitled_text", "text, uuid", "'o1', '\(conversation)'",
      ["conversations_pkey", "messages_pkey"]
    ),
    (
      "message_append",
      """
      text[], uuid[], int8[], uuid[], int2[], text[], text[], jsonb[], int4[], bytea[],
      timestamptz[], text[], bool, int4, int4, int4, int4
      """,
      """
      '{o1}', '{\(conversation)}', '{1}', array[gen_random_uuid()], '{2}', '{""}', '{x}', '{null}',
      '{1}', array[sha256('')], '{null}', '{x}', true, 20, 8000, 10, 3600
      """,
      [
        "consolidation_checks_pkey", "conversations_pkey", "jobs_dead_consolidation",
        "messages_message_id_key",
      ]
    ),
    (
      "message_list_oldest_first", "text, uuid, int8, int8, int4, int8",
      "'o1', '\(conversation)', 1, 100, 50, 4000000", ["conversations_pkey", "messages_pkey"]
    ),
    (
      "message_list_newest_first", "text, uuid, int8, int8, int4, int8",
      "'o1', '\(conversation)', 1, 100, 50, 4000000", ["conversations_pkey", "messages_pkey"]
    ),
    (
      "message_delete", "text, uuid, uuid[]",
      "'o1', '\(conversation)', array[gen_random_uuid(), gen_random_uuid()]",
      ["conversations_pkey", "messages_message_id_key"]
    ),
    (
      "message_search_conversation", "text, uuid, text, int2", "'o1', '\(conversation)', null, 1",
      ["conversations_pkey"]
    ),
    (
      "message_search_conversations", "text, text, text, int8, int4, int2",
      "'o1', 'u1', null, 100000, 10000, 1", ["conversations_by_user"]
    ),
    (
      "message_search_conversations", "text, text, text, int8, int4, int2",
      "'o1', null, null, 100000, 10, 1", ["conversations_newest"]
    ),
    (
      "message_copy_read", "text, uuid[], int8[], int8[], int4, int8",
      "'o1', '{\(conversation)}', '{1}', '{5}', 1000, 100000", ["messages_pkey"]
    ),
    (
      "message_search_found", "text, uuid[], int8[], int8",
      "'o1', '{\(conversation)}', '{1}', 100000", ["conversations_pkey", "messages_pkey"]
    ),
    (
      "context_read", "text, uuid, int4, int4, int8", "'o1', '\(conversation)', 8, 200, 4000000",
      ["conversations_pkey", "messages_pkey"]
    ),
    (
      "memory_scope_lock", "text[], text[], text[], uuid[], bytea[]",
      "'{o1}', '{3:u1}', '{p1}', '{\(conversation)}', array[substr(sha256('hello 1'), 1, 16)]",
      ["conversations_pkey", "memories_by_content", "memory_scopes_pkey"]
    ),
    (
      "memory_add_lock", "text[], text[], uuid[]", "'{o1}', '{3:u1}', '{\(conversation)}'",
      ["conversations_pkey", "memory_scopes_pkey"]
    ),
    (
      "memory_add",
      """
      int8[], text[], uuid[], int2[], text[], text[], int2[], int2[], uuid[], int8[], int8[],
      text[], text[], text[], jsonb[], timestamptz[], bytea[], bytea[], int2[], uuid[],
      public.halfvec[], int2[], int4, int4, int4, text
      """,
      """
      '{1}', '{o1}', array[gen_random_uuid()], '{3}', '{null}', '{u1}', '{1}', '{5}',
      '{\(conversation)}', '{1}', '{2}', '{new}', '{new}', '{""}', array[null::jsonb], array[null::timestamptz],
      array[substr(sha256('new'), 1, 16)], array[sha256('new')], '{1}', '{null}', '{null}', '{null}', 10,
      10, 50,
      'pg_catalog.english'
      """,
      [
        "conversations_pkey", "memories_by_content", "memories_by_value", "memories_pkey",
        "memory_scopes_pkey",
      ]
    ),
    (
      "memory_store",
      """
      int8[], text[], uuid[], int2[], text[], text[], int2[], int2[], uuid[], int8[], int8[],
      text[], text[], text[], jsonb[], timestamptz[], bytea[], bytea[], int4, int4, int4, text
      """,
      """
      '{1}', '{o1}', array[gen_random_uuid()], '{3}', '{null}', '{u1}', '{1}', '{5}',
      array[null::uuid], '{null}', '{null}', '{new}', '{new}', '{""}', array[null::jsonb],
      array[null::timestamptz], array[substr(sha256('new'), 1, 16)], array[sha256('new')], 10, 10,
      50, 'pg_catalog.english'
      """,
      [
        "conversations_pkey", "memories_by_content", "memories_by_value", "memories_expiring",
        "memories_pkey", "memory_embeddings_pkey", "memory_scopes_pkey",
      ]
    ),
    (
      "memory_store",
      """
      int8[], text[], uuid[], int2[], text[], text[], int2[], int2[], uuid[], int8[], int8[],
      text[], text[], text[], jsonb[], timestamptz[], bytea[], bytea[], int4, int4, int4, text
      """,
      fullStore,
      [
        "conversations_pkey", "memories_by_content", "memories_by_value", "memories_expiring",
        "memories_pkey", "memory_embeddings_pkey", "memory_scopes_pkey",
      ]
    ),
    (
      "memory_get", "text, uuid", "'o1', '\(conversation)'",
      ["memories_pkey", "memory_embeddings_pkey", "memory_scopes_pkey"]
    ),
    (
      "memory_list",
      "text, text[], text, int2[], uuid, int2, int2, timestamptz, uuid, int4, int8, bool",
      "'o1', '{3:u1,1}', null, '{1,2,3}', null, 1, 99, \(last), 20, 4000000, false",
      ["memories_by_value", "memory_embeddings_pkey", "memory_scopes_pkey"]
    ),
    (
      "memory_lock", "text[], uuid[]", "'{o1}', '{\(conversation)}'",
      ["memories_pkey", "memory_scopes_pkey"]
    ),
    (
      "memory_search", "text, text[], text, int8[], bool, uuid[], bool[], int8, int2",
      """
      'o1', '{3:u1,1}', 'p1', '{null,null}', true, array[gen_random_uuid(), gen_random_uuid()],
      '{t,f}', 4000000, 1
      """, ["memories_pkey", "memory_scopes_pkey"]
    ),
    (
      "memory_search_metadata", "text, text[], jsonb", "'o1', '{3:u1,1}', '{}'",
      ["memories_by_value"]
    ),
    (
      "memory_copy_list", "text, text, int2", "'o1', '3:u1', 1",
      ["memories_by_value", "memory_embeddings_by_scope", "memory_scopes_pkey"]
    ),
    (
      "document_lock", "text[], uuid[]", "'{o1}', '{\(conversation)}'", ["documents_pkey"]
    ),
    (
      "document_put",
      """
      text, uuid, int2, text, text, text, text, int2, jsonb, bytea, int4, int4, int4
      """,
      """
      'o1', '\(conversation)', 3, null, 'u1', 't', '', 1, null, sha256('new'), 1, 1, 1
      """,
      ["document_chunks_pkey", "document_embeddings_pkey", "documents_pkey", "memory_scopes_pkey"]
    ),
    (
      "document_seal", "text, uuid, bytea", "'o1', '\(conversation)', sha256('')",
      ["document_chunks_pkey", "document_embeddings_pkey", "documents_pkey", "memory_scopes_pkey"]
    ),
    (
      "document_get", "text, uuid", "'o1', '\(conversation)'",
      ["document_embeddings_pkey", "documents_pkey", "memory_scopes_pkey"]
    ),
    (
      "document_list", "text, text[], text, text, timestamptz, uuid, int4, int8",
      "'o1', '{3:u1,1}', null, null, \(last), 50, 4000000",
      ["document_embeddings_pkey", "documents_by_scope", "memory_scopes_pkey"]
    ),
    (
      "document_search",
      """
      text, text[], text, text, text, uuid[], jsonb, int2, float4[], float8, int4, int8, int8
      """,
      """
      'o1', '{3:u1,1}', 'p1', 'pg_catalog.english', 'hello', '{}', null, 1,
      array_fill(0.25::real, array[16]), 0.7, 10, 4000000, 10000
      """,
      [
        "chunk_embeddings_by_scope", "document_chunks_pkey", "documents_by_scope", "documents_pkey",
        "memory_scopes_pkey",
      ]
    ),
    (
      "memory_copy_read", "text, uuid[], int2",
      "'o1', array[gen_random_uuid(), gen_random_uuid()], 1",
      ["memories_pkey", "memory_embeddings_pkey"]
    ),
    (
      "consolidation_plan",
      "text[], uuid[], uuid[], int4[], int4, int4, int4, int4, int2, int2, int4, int4",
      "'{o1}', '{\(conversation)}', '{\(job)}', '{40}', 20, 8000, 10, 3600, 1, 1, 8, 500",
      ["conversations_pkey", "memories_by_value", "memory_scopes_pkey"]
    ),
    (
      "consolidation_messages", "text[], uuid[], int8[], int8[], int8[], int4",
      "'{o1}', '{\(conversation)}', '{991}', '{995}', '{100000}', 1000", ["messages_pkey"]
    ),
    (
      "consolidation_commit",
      """
      text[], uuid[], uuid[], int8[], uuid[], int8[], int8[], text[], int4[], text[], int8[], int8[],
      float8[], bool[], int8[], int8[], bool, int4, int4, int4, int4, int4
      """,
      """
      '{o1}', '{\(conversation)}', '{\(job)}', '{7}', array[gen_random_uuid()], '{991}', '{995}',
      '{new}', '{1}', '{m}', '{1}', '{1}', '{1}', '{true}', '{0}', '{0}', true, 20, 8000, 10, 3600, 8
      """,
      [
        "conversations_pkey", "memories_by_consolidation", "message_embeddings_pkey",
        "messages_pkey",
      ]
    ),
    (
      "consolidation_memories", "text[], uuid[], uuid[], int2[], text[], uuid[], uuid[]",
      """
      '{o1}', array[gen_random_uuid()], array[gen_random_uuid()], '{2}', '{o1}',
      array[gen_random_uuid()], array[gen_random_uuid()]
      """, ["memories_pkey"]
    ),
  ]

  /// An array of 500 elements: so many that comparing each with each would show.
  private static func many(_ element: (Int) -> String) -> String {
    "'{\((1...500).map(element).joined(separator: ","))}'"
  }

  /// A store of 500 memories of 100 users.
  private static let fullStore: String = {
    let values: [String] = [
      many { _ in "1" }, many { _ in "o1" }, many { _ in "\(UUID())" }, many { _ in "3" },
      many { _ in "null" }, many { "u\($0 % 100 + 1)" }, many { _ in "1" }, many { _ in "5" },
      many { _ in "null" }, many { _ in "null" }, many { _ in "null" }, many { "new\($0)" },
      many { "new\($0)" }, many { _ in #""""# }, many { _ in "null" }, many { _ in "null" },
      many { #""\\x\#(String(format: "%032x", $0))""# },
      many { #""\\x\#(String(format: "%064x", $0))""# }, "1000", "1000", "1000",
      "'pg_catalog.english'",
    ]
    return values.joined(separator: ",")
  }()

  private static let conversation = "00000000-0000-7000-8000-000000000032"
  private static let job = "00000000-0000-7000-8000-000000000001"
  private static let last = "'9999-12-31', 'ffffffff-ffff-ffff-ffff-ffffffffffff'"

  @Test func `hot statements read large tables through the index that fits`() async throws {
    let domain = try await DomainFixture()
    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(Statement(name: "volume", sql: Self.volume))
    for (number, statement) in Self.hot.enumerated() {
      let plan = try await plan(of: statement, "hot_\(number)", session)
      let run = plan.filter { !$0.contains("never executed") }
      for line in run where line.contains("Seq Scan on") {
        // These are few enough to be read whole here.
        let isSmall = ["organizations ", "organization_settings ", "embedding_models "].contains {
          line.contains("on \($0)")
        }
        #expect(isSmall, "\(statement.file):\(line)")
      }
      for index in run.compactMap(Self.index) {
        #expect(statement.indexes.contains(index), "\(statement.file) uses \(index)")
      }
      for line in plan where line.contains("Rows Removed by") {
        let count = Int(line.drop { $0 != ":" }.dropFirst(2)) ?? .max
        // Of a full store all may be left out one by one; compared with each other, it would be more.
        let most = statement.values == Self.fullStore ? 500 : 199
        #expect(count <= most, "\(statement.file):\(line)")
      }
    }
    await session.close()
    await domain.close()
  }

  @Test func `a plan made while few scopes are known fits when there are many`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    _ = try await domain.memories.store(
      (1...500).map { try memory("\($0)", scope: .organization, user: nil) }, in: scope)
    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(Statement(name: "analyze", sql: "analyze engram.memories"))
    let add = try #require(Self.hot.first { $0.file == "memory_add" })
    let plan = try await plan(of: add, "early", session)
    #expect(!plan.contains { $0.contains("Seq Scan on memories") })
    await session.close()
    await domain.close()
  }

  /// 50 organizations, each with 1,000 conversations of 5 messages; one has 1,000, of which all but ten
  /// are summarised.
  private static let volume = """
    insert into engram.organizations (organization_id)
    select 'o' || i from generate_series(1, 50) i;
    insert into engram.users (organization_id, user_id)
    select 'o' || i, 'u' || j from generate_series(1, 50) i, generate_series(1, 100) j;
    insert into engram.projects (organization_id, project_id)
    select 'o' || i, 'p' || j from generate_series(1, 50) i, generate_series(1, 20) j;
    insert into engram.conversations (
      organization_id, conversation_id, user_id, project_id, request_hash, next_seq, created_at)
    select 'o' || (1 + k % 50),
      ('00000000-0000-7000-8000-' || lpad(to_hex(k), 12, '0'))::uuid,
      'u' || (1 + k / 50 % 100), case when k % 3 = 0 then 'p' || (1 + k / 50 % 20) end,
      sha256(''), 6, now() - k * interval '1 second'
    from generate_series(1, 50000) k;
    insert into engram.messages (
      organization_id, conversation_id, seq, message_id, role, name, content, token_count,
      request_hash, created_at, occurred_at)
    select organization_id, conversation_id, s, gen_random_uuid(), 2, '', 'hello', 1,
      request_hash, created_at, created_at
    from engram.conversations, generate_series(1, 5) s;
    insert into engram.messages (
      organization_id, conversation_id, seq, message_id, role, name, content, token_count,
      request_hash, created_at, occurred_at)
    select organization_id, conversation_id, s, gen_random_uuid(), 2, '', 'hello', 1,
      request_hash, created_at, created_at
    from engram.conversations, generate_series(6, 1000) s
    where conversation_id = '\(conversation)';
    update engram.conversations
    set next_seq = 1001, consolidated_seq = 990, token_total = 1000, consolidated_tokens = 990
    where conversation_id = '\(conversation)';
    insert into engram.jobs (
      organization_id, job_id, queue, subject_kind, subject_id, state, fencing_token, lease_until,
      target_seq)
    values ('o1', '\(job)', 1, 4, '\(conversation)', 2, 7, now() + interval '1 hour', 995);
    insert into engram.consolidations (
      organization_id, conversation_id, consolidation_id, level, from_seq, to_seq, content, token_count,
      message_tokens, model, fact_ratio, created_at)
    select organization_id, conversation_id, gen_random_uuid(), 1, 1, 2, 'hello', 1, 2, '', 1,
      created_at
    from engram.conversations;
    insert into engram.consolidation_checks (organization_id, conversation_id, check_at)
    select organization_id, conversation_id, now() from engram.conversations;
    insert into engram.memory_scopes (organization_id, scope, user_id)
    select organization_id, 3, user_id from engram.users;
    insert into engram.memory_scopes (organization_id, scope)
    select organization_id, 1 from engram.organizations;
    insert into engram.memories (
      organization_id, memory_id, scope, user_id, type, importance, content, content_hash,
      request_hash, words, word_count, created_at, updated_at)
    select organization_id, gen_random_uuid(), 3, user_id, 1, 1 + j % 10, 'hello ' || j,
      substr(sha256(('hello ' || j)::bytea), 1, 16), sha256(''),
      to_tsvector('english', 'hello ' || j), 2, now(), now()
    from engram.users, generate_series(1, 5) j;
    insert into engram.memory_embeddings (
      organization_id, memory_id, model_id, scope_key, embedding)
    select organization_id, memory_id, model_id, scope_key,
      engram.embedding(array_fill(0.25::real, array[16]))
    from engram.memories, engram.embedding_models;
    insert into engram.message_embedding_progress (
      organization_id, conversation_id, model_id, embedded_seq)
    select organization_id, conversation_id, model_id, 5
    from engram.conversations, engram.embedding_models;
    insert into engram.message_embeddings (
      organization_id, conversation_id, seq, model_id, span, embedding)
    select organization_id, conversation_id, 1, model_id, 1,
      engram.embedding(array_fill(0.25::real, array[16]))
    from engram.conversations, engram.embedding_models;
    insert into engram.organization_settings (organization_id)
    select organization_id from engram.organizations;
    insert into engram.documents (
      organization_id, document_id, scope, user_id, title, source_uri, format, version,
      request_hash, chunk_count, word_count, token_count, byte_count, created_at, updated_at)
    select organization_id, gen_random_uuid(), 3, user_id, 't', '', 1, 1, sha256(''), 5, 10, 10, 50,
      now(), now()
    from engram.users;
    insert into engram.document_chunks (
      organization_id, document_id, version, ordinal, scope_key, from_byte, to_byte, token_count,
      word_count, heading, content, words)
    select organization_id, document_id, 1, j, scope_key, 10 * j, 10 * j + 10, 2, 2, '',
      'hello ' || j,
      array_to_tsvector(array[engram.scope_word(organization_id, scope_key)])
        || to_tsvector('english', 'hello ' || j)
    from engram.documents, generate_series(0, 4) j;
    insert into engram.chunk_embeddings (
      organization_id, document_id, version, ordinal, model_id, scope_key, embedding)
    select organization_id, document_id, version, ordinal, model_id, scope_key,
      engram.embedding(array_fill(0.25::real, array[16]))
    from engram.document_chunks, engram.embedding_models;
    insert into engram.document_embeddings (
      organization_id, document_id, model_id, embedded_count)
    select organization_id, document_id, model_id, 5
    from engram.documents, engram.embedding_models;
    analyze;
    """

  /// The plan that is used for all parameters, once run, line by line; what it did is undone.
  private func plan(
    of statement: Hot, _ name: String,
    _ session: PostgresSession
  ) async throws -> [String] {
    let feature =
      switch statement.file.prefix(while: { $0 != "_" }) {
      case "memory": "Memories"
      case "context": "Context"
      case "document": "Documents"
      case "consolidation": "Consolidation"
      default: "Conversations"
      }
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Domain/\(feature)/SQL")
    let sql = try String(
      contentsOf: folder.appending(path: statement.file + ".sql"), encoding: .utf8)
    try await session.execute(
      Statement(
        name: "prepare",
        sql: """
          set role \(feature == "Consolidation" ? "engram_system" : "engram_service");
          set engram.organizations = '{o1,o2}';
          set plan_cache_mode = force_generic_plan;
          prepare \(name) (\(statement.types)) as \(sql)
          """))
    try await session.execute(Statement(name: "begin", sql: "begin"))
    let lines = try await session.run(
      Query(
        Statement(
          name: "explain_\(name)",
          sql: "explain (analyze, timing off) execute \(name)(\(statement.values))"),
        []
      ) { row in try row.decode(0, as: String.self) })
    try await session.execute(Statement(name: "rollback", sql: "rollback; reset role"))
    return lines
  }

  /// The index of conversations, messages, memories or documents that a line of a plan names.
  private static func index(in line: String) -> String? {
    let line = line.trimmingPrefix { " ->".contains($0) }
    guard line.hasPrefix("Index") || line.hasPrefix("Bitmap Index"), !line.hasPrefix("Index Cond")
    else { return nil }
    return line.split(separator: " ").map(String.init)
      .first { name in
        [
          "conversations_", "messages_", "memories_", "memory_", "document", "chunk_",
        ].contains { name.hasPrefix($0) }
      }
  }
}
