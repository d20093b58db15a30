-- What a copy keeps of some memories.
--
-- $1 text    organization_id
-- $2 uuid[]  memory_ids
-- $3 int2    model_id of the embeddings
--
-- Rows: memory_id uuid, mark int8, type int2, importance int2, project_id text (of a user's memory
-- that is bound to one), created_at and expires_at timestamptz, word_count int4, words bytea and
-- embedding bytea (both as PostgreSQL sends them, the latter null where there is none).
select m.memory_id, m.mark, m.type, m.importance, m.project_id, m.created_at, m.expires_at,
  m.word_count, m.words, e.embedding
from unnest($2::uuid[]) as wanted (memory_id)
cross join lateral (
  select m.memory_id, m.xmin::text::int8 as mark, m.type, m.importance,
    case when m.scope = 3 then m.project_id end as project_id, m.created_at, m.expires_at,
    m.word_count, tsvectorsend(m.words) as words
  from engram.memories m
  where m.organization_id = $1 and m.memory_id = wanted.memory_id
  offset 0
) m
left join lateral (
  select engram.embedding_bytes(e.embedding) as embedding
  from engram.memory_embeddings e
  where e.organization_id = $1 and e.memory_id = wanted.memory_id and e.model_id = $3::int2
  offset 0
) e on true
