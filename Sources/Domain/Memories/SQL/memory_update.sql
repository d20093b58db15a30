-- Changes fields of a memory that is there to be seen.
--
-- $1  text         organization_id
-- $2  uuid         memory_id
-- $3  int2         type, null to keep it
-- $4  text         content, null to keep it
-- $5  text         with what the content begins, and
-- $6  text         the rest of it, both as SearchText made them
-- $7  bytea        content_hash of the content
-- $8  int2         importance, null to keep it
-- $9  bool         whether to change the metadata
-- $10  jsonb        metadata, null for none
-- $11 bool         whether to change when it expires
-- $12 timestamptz  expires_at, null for never
-- $13 text         the text search configuration
--
-- One row as in memory_get, or none.
with old as materialized (
  select m.*
  from engram.memories m
  where m.organization_id = $1
    and m.memory_id = $2
    and exists (
      select from engram.live_memories l where l.organization_id = $1 and l.memory_id = $2
    )
  for no key update
),
change as materialized (
  select o.*,
    o.content <> coalesce($4, o.content) as is_rewritten,
    array_remove(
      array[
        case when o.type <> $3::int2 then 'type' end,
        case when o.content <> $4 then 'content' end,
        case when o.importance <> $8::int2 then 'importance' end,
        case when $9 and o.metadata is distinct from $10::jsonb then 'metadata_json' end,
        case when $11 and o.expires_at is distinct from $12::timestamptz then 'expires_at' end
      ], null) as changed
  from old o
),
forgotten as (
  delete from engram.memory_embeddings e
  using change c
  where e.organization_id = c.organization_id and e.memory_id = c.memory_id and c.is_rewritten
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select organization_id, 2, 1, memory_id
  from change
  where is_rewritten
  on conflict do nothing
),
moved as (
  update engram.memory_embeddings e
  set expires_at = $12
  from change c
  where e.organization_id = c.organization_id
    and e.memory_id = c.memory_id
    and 'expires_at' = any(c.changed)
    and not c.is_rewritten
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, changed, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 2, changed, created_at
  from change
  where changed <> '{}'
),
updated as (
  update engram.memories m
  set type = coalesce($3, m.type),
      content = coalesce($4, m.content),
      content_hash = case when c.is_rewritten then $7 else m.content_hash end,
      words = case when c.is_rewritten then w.words else m.words end,
      word_count = case when c.is_rewritten then length(w.words) else m.word_count end,
      importance = coalesce($8, m.importance),
      metadata = case when $9 then $10 else m.metadata end,
      expires_at = case when $11 then $12 else m.expires_at end,
      updated_at = statement_timestamp()
  from change c
  cross join lateral (
    select setweight(to_tsvector($13::text::regconfig, coalesce($5, '')), 'A')
      || to_tsvector($13::text::regconfig, coalesce($6, '')) as words
  ) w
  where m.organization_id = c.organization_id
    and m.memory_id = c.memory_id
    and c.changed <> '{}'
  returning m.*
)
select
  m.memory_id, m.type, m.scope, m.project_id, m.user_id, m.conversation_id, m.from_seq, m.to_seq,
  m.content, m.importance, m.metadata,
  not c.is_rewritten and exists (
    select
    from engram.memory_embeddings e
    join engram.models_in_use a
      on a.organization_id = e.organization_id and a.model_id = e.model_id and a.state = 2
    where e.organization_id = m.organization_id and e.memory_id = m.memory_id
  ) as is_ready,
  m.created_at, m.updated_at, m.expires_at, m.origin, m.consolidation_id, m.superseded_by
from change c
cross join lateral (
  select * from updated
  union all
  select * from old where c.changed = '{}'
) m
