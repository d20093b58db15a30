-- A search of memories in SQL, second part: nearest vectors and words found, as one list.
--
-- $1  text           organization_id
-- $2  text[]         keys of the scopes that the caller sees
-- $3  text           project_id of the caller, null for none
-- $4  text           name of the text search configuration that the memories are indexed with
-- $5  text           the query, as SearchText.query made it
-- $6  int2[]         only of these types
-- $7  int2           only of at least this importance
-- $8  jsonb          only with metadata that contains this; null for all
-- $9  timestamptz    only created at or after this; null for all
-- $10 timestamptz    only created before this; null for all
-- $11 bool           whether $6 to $10 leave anything out
-- $12 uuid[]         what search_words found with the same $1 to $10, best first
-- $13 float8[]       and its scores
-- $14 int2           model_id of the vectors
-- $15 float4[]       the query's vector, of length 1; empty to go by words alone
-- $16 float8         weight of the vectors, where that of the words is 1
-- $17 int4           at most so many rows
-- $18 int8           at most so many bytes, but for the first row
--
-- Rows, best first, as in memory_get, then score float8, word_rank int8 and vector_rank int8 (1 for
-- the best, null when it is not of the first 100), word_score and vector_score float8 (what was
-- added up), lead_weight, importance_weight and recency_weight float8 (what the sum was multiplied
-- by).
--
-- A word score is a share of the best one. A vector score is where a similarity lies between the
-- last of the list, 0, and the first, 1: models differ in how similar they find what has nothing
-- in common. The sum is multiplied by
--   1.5 when the memory begins with a word of the query: it is about that person or thing;
--   1 + (importance - 5) * 0.03;
--   1 to 1.1 for how new it is: half of the tenth is gone after 30 days.
-- Each scope is read for itself, by an index, whatever the planner believes of an organization that
-- is newer than its statistics.
with seen as materialized (
  select s.scope_key
  from unnest($2::text[]) as wanted (scope_key)
  cross join lateral (
    select s.scope_key
    from engram.live_memory_scopes s
    where s.organization_id = $1 and s.scope_key = wanted.scope_key
    offset 0
  ) s
),
caller as materialized (
  select (
    select p.project_id
    from engram.projects p
    where p.organization_id = $1 and p.project_id = $3::text and p.deleted_at is null
  ) as project_id
),
-- Made once, not for each row.
asked as materialized (
  select engram.embedding(nullif($15::real[], '{}')) as vector
),
wanted as materialized (
  select m.memory_id
  from engram.memories m
  where m.organization_id = $1
    and m.scope_key in (select scope_key from seen)
    and m.type = any ($6::int2[])
    and m.importance >= $7::int2
    and ($8::jsonb is null or m.metadata @> $8)
    and ($9::timestamptz is null or m.created_at >= $9)
    and ($10::timestamptz is null or m.created_at < $10)
),
near as materialized (
  select n.memory_id, n.similarity
  from seen
  cross join lateral (
    select e.memory_id, engram.similarity(e.embedding, (select vector from asked)) as similarity
    from engram.memory_embeddings e
    where e.organization_id = $1
      and e.model_id = $14::int2
      and e.scope_key = seen.scope_key
      and (e.project_id is null or e.project_id = (select project_id from caller))
      and (e.expires_at is null or e.expires_at > statement_timestamp())
      and (select vector from asked) is not null
      -- Vectors are apart from what is asked for here; without such a wish, memories stay unread.
      and (not $11::bool or e.memory_id in (select memory_id from wanted))
    offset 0
  ) n
  order by n.similarity desc, n.memory_id
  limit 100
),
listed as (
  select memory_id, rank as word_rank, null::int8 as vector_rank,
    score / max(score) over () as word_score, 0::float8 as vector_score
  from unnest($12::uuid[], $13::float8[]) with ordinality as w (memory_id, score, rank)
  union all
  select memory_id, null, row_number() over (order by similarity desc, memory_id), 0,
    coalesce(
      (similarity - min(similarity) over ())
        / nullif(max(similarity) over () - min(similarity) over (), 0), 1)
  from near
),
candidate as materialized (
  select memory_id, max(word_rank) as word_rank, max(vector_rank) as vector_rank,
    max(word_score) as word_score, $16::float8 * max(vector_score) as vector_score
  from listed
  group by memory_id
),
lead as materialized (
  select string_agg(
    '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || ''':A', ' | ')::tsquery as query
  from unnest(to_tsvector($4::text::regconfig, $5::text))
),
scored as (
  select m.*, c.word_rank, c.vector_rank, c.word_score, c.vector_score,
    case when m.words @@ (select query from lead) then 1.5::float8 else 1 end as lead_weight,
    1 + (m.importance - 5) * 0.03::float8 as importance_weight,
    1 + 0.1::float8 * exp(
      -- exp of what is below -745 is an error.
      least(greatest(extract(epoch from statement_timestamp() - m.created_at), 0), 1e9)::float8
        * (-ln(2::float8) / (30 * 86400))) as recency_weight
  from candidate c
  -- By their ids, rather than all of the scopes once more.
  cross join lateral (
    select m.*
    from engram.memories m
    where m.organization_id = $1 and m.memory_id = c.memory_id
    offset 0
  ) m
  -- What was found by words may be gone by now.
  where m.scope_key in (select scope_key from seen)
    and (m.scope <> 3 or m.project_id is null or m.project_id = (select project_id from caller))
    and (m.expires_at is null or m.expires_at > statement_timestamp())
),
best as (
  select *,
    (word_score + vector_score) * lead_weight * importance_weight * recency_weight as score
  from scored
  order by score desc, memory_id
  limit $17
),
fitting as (
  select *,
    -- 1300: what the other fields of a row take at most.
    sum(1300 + octet_length(content) + metadata_bytes) over (order by score desc, memory_id)
      as bytes
  from best
)
select b.memory_id, b.type, b.scope, b.project_id, b.user_id, b.conversation_id, b.from_seq,
  b.to_seq, b.content, b.importance, b.metadata,
  exists (
    select
    from engram.memory_embeddings e
    join engram.embedding_models a on a.model_id = e.model_id and a.state = 2
    where e.organization_id = $1 and e.memory_id = b.memory_id
  ) as is_ready,
  b.created_at, b.updated_at, b.expires_at, b.score, b.word_rank, b.vector_rank, b.word_score,
  b.vector_score, b.lead_weight, b.importance_weight, b.recency_weight
from fitting b
where b.bytes <= $18::int8
order by b.score desc, b.memory_id
