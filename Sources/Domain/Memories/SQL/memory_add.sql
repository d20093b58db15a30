-- Adds memories where nothing else is to be done: most stores are like that, and memory_store costs
-- several times as much before it begins. Runs after memory_add_lock in the same unit.
--
-- One entry for each memory, those of one store together and in order. None is bound to a project,
-- and none of a store has the content of another one:
-- $1  int8[]         its store: 1 for the first
-- $2  text[]         organization_ids
-- $3  uuid[]         memory_ids, each only once
-- $4  int2[]         scopes
-- $5  text[]         project_ids, null for none
-- $6  text[]         user_ids, null for none
-- $7  int2[]         types
-- $8  int2[]         importances
-- $9  uuid[]         conversation_ids, null for none
-- $10 int8[]         from_seqs, null for none
-- $11 int8[]         to_seqs, null for none
-- $12 text[]         contents
-- $13 text[]         with what each content begins, and
-- $14 text[]         the rest of it, both as SearchText made them
-- $15 jsonb[]        metadata, null when not given
-- $16 timestamptz[]  expires_ats, null when not given
-- $17 bytea[]        content_hashes; two stores never bring the same to the same place
-- $18 bytea[]        request_hashes
-- $19 int2[]         origins
-- $20 uuid[]         consolidation_ids, null for none
-- $21 halfvec[]      embeddings, null when there is none
-- $22 int2[]         model_ids of the embeddings, null when there is none
-- Of the deployment:
-- $23 int4           limit of memories of an organization
-- $24 int4           of a project
-- $25 int4           of a user
-- $26 text           the text search configuration
--
-- Rows in the order of stores and memories, for each memory that was added: store int8, created_at
-- timestamptz, metadata jsonb, is_ready bool (it has an embedding of the active model), is_queued
-- bool (there is a job that makes one).
--
-- A store is added as a whole, or not at all: when what it belongs to is not there, one of its ids or
-- contents is known, or others would have to make room. memory_store then says what becomes of it.
with given as materialized (
  select g.*,
    case g.scope when 1 then '1' when 2 then '2:' || g.project_id else '3:' || g.user_id end
      as scope_key
  from unnest(
    $1::int8[], $2::text[], $3::uuid[], $4::int2[], $5::text[], $6::text[], $7::int2[],
    $8::int2[], $9::uuid[], $10::int8[], $11::int8[], $12::text[], $13::text[], $14::text[],
    $15::jsonb[], $16::timestamptz[], $17::bytea[], $18::bytea[], $19::int2[], $20::uuid[], $21,
    $22::int2[]
  ) with ordinality as g (
    store, organization_id, memory_id, scope, project_id, user_id, type, importance,
    conversation_id, from_seq, to_seq, content, lead, rest, metadata, expires_at, content_hash,
    request_hash, origin, consolidation_id, embedding, model_id, number)
),
roomy as materialized (
  select g.organization_id, g.scope_key
  from (
    select organization_id, scope_key, count(*) as added
    from given
    group by organization_id, scope_key
  ) g
  cross join lateral (
    select case s.scope
        when 1 then coalesce(t.organization_memory_limit, $23::int4)
        when 2 then coalesce(t.project_memory_limit, $24::int4)
        else coalesce(t.user_memory_limit, $25::int4)
      end as capacity
    from engram.live_memory_scopes s
    left join engram.organization_settings t using (organization_id)
    where s.organization_id = g.organization_id and s.scope_key = g.scope_key
    offset 0
  ) s
  -- Ordered and bounded, so that they are looked up by value however few scopes are known.
  cross join lateral (
    select count(*) as kept
    from (
      select
      from engram.memories m
      where m.organization_id = g.organization_id and m.scope_key = g.scope_key
      order by m.importance desc, m.created_at desc, m.memory_id desc
      limit s.capacity
    ) m
  ) m
  where m.kept + g.added <= s.capacity
),
plain as materialized (
  select g.store
  from given g
  left join roomy r using (organization_id, scope_key)
  cross join lateral (
    select
      exists (
        select
        from engram.memories m
        where m.organization_id = g.organization_id and m.memory_id = g.memory_id
      )
      or exists (
        select
        from engram.memories m
        where m.organization_id = g.organization_id
          and m.content_hash = g.content_hash
          and m.scope_key = g.scope_key
      ) as is_known,
      g.conversation_id is null
      or exists (
        select
        from engram.live_conversations c
        where c.organization_id = g.organization_id
          and c.conversation_id = g.conversation_id
          and c.next_seq > coalesce(g.to_seq, 0)
      ) as has_source
    offset 0
  ) k
  group by g.store
  having bool_and(r.scope_key is not null and not k.is_known and k.has_source)
),
model as materialized (
  select u.organization_id, array_agg(u.model_id) as ids,
    min(u.model_id) filter (where u.state = 2) as active_id
  from (select distinct organization_id from given) g
  join engram.models_in_use u using (organization_id)
  group by u.organization_id
),
added as materialized (
  select g.*, coalesce(g.model_id = any (m.ids), false) as is_embedded,
    coalesce(g.model_id = m.active_id, false) as is_ready,
    coalesce(array_remove(m.ids, g.model_id) <> '{}', true) as is_queued
  from given g
  join plain using (store)
  left join model m using (organization_id)
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from (select distinct organization_id, scope_key from added) a
  where s.organization_id = a.organization_id and s.scope_key = a.scope_key
),
inserted as (
  insert into engram.memories (
    organization_id, memory_id, scope, project_id, user_id, type, importance, conversation_id,
    from_seq, to_seq, content, metadata, content_hash, request_hash, words, word_count,
    created_at, updated_at, expires_at, origin, consolidation_id)
  select a.organization_id, a.memory_id, a.scope, a.project_id, a.user_id, a.type, a.importance,
    a.conversation_id, a.from_seq, a.to_seq, a.content, a.metadata, a.content_hash,
    a.request_hash, w.words, length(w.words), statement_timestamp(), statement_timestamp(),
    a.expires_at, a.origin, a.consolidation_id
  from added a
  cross join lateral (
    select setweight(to_tsvector($26::text::regconfig, a.lead), 'A')
      || to_tsvector($26::text::regconfig, a.rest) as words
    offset 0
  ) w
),
embedded as (
  insert into engram.memory_embeddings (
    organization_id, memory_id, model_id, scope_key, expires_at, embedding)
  select organization_id, memory_id, model_id, scope_key, expires_at, embedding
  from added
  where is_embedded
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select organization_id, 2, 1, memory_id
  from added
  where is_queued
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
    do nothing
)
select store, statement_timestamp() as created_at, metadata, is_ready, is_queued
from added
order by number
