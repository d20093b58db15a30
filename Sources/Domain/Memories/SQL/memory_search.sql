-- The memories of a scope that fit a query best: nearest vectors and words found, as one list.
--
-- $1  text           organization_id
-- $2  text[]         scope_keys to search: '1', '2:' project_id, '3:' user_id
-- $3  text           project_id of the caller, null for none
-- $4  text           name of the text search configuration that the memories are indexed with
-- $5  text           the query, as SearchText.query made it
-- $6  int2[]         only of these types; null for all
-- $7  int2           only of at least this importance
-- $8  jsonb          only with metadata that contains this; null for all
-- $9  timestamptz    only created at or after this; null for all
-- $10 timestamptz    only created before this; null for all
-- $11 uuid[]         what memory_search_words found with the same $1 to $10, best first
-- $12 float8[]       and its scores
-- $13 int2           model_id of the vectors
-- $14 halfvec        the query's vector, of length 1; null to go by words alone
-- $15 float8         weight of the vectors, where that of the words is 1
-- $16 int4           at most so many rows
--
-- Rows, best first: the columns of the memory, score float8, word_rank int8 and vector_rank int8
-- (1 for the best, null when it is not of the first 100), word_score float8 and vector_score float8
-- (0 to 1, what was added up), weight float8 (what the sum was multiplied by).
--
-- A word score is a share of the best one. A vector score is where a similarity lies between the
-- last of the list, 0, and the first, 1: models differ in how similar they find what has nothing
-- in common. The sum is multiplied by
--   1.5 when the memory begins with a word of the query: it is about that person or thing;
--   1 + (importance - 5) * 0.03;
--   1 to 1.1 for how new it is: half of the tenth is gone after 30 days.
with wanted as materialized (
  select m.memory_id
  from engram.memories m
  where m.organization_id = $1
    and m.scope_key = any ($2::text[])
    and ($6::int2[] is null or m.type = any ($6))
    and m.importance >= $7::int2
    and ($8::jsonb is null or m.metadata @> $8)
    and ($9::timestamptz is null or m.created_at >= $9)
    and ($10::timestamptz is null or m.created_at < $10)
),
near as materialized (
  select e.memory_id, -(e.embedding <#> $14::halfvec) as similarity
  from engram.memory_embeddings e
  where e.organization_id = $1
    and e.model_id = $13::int2
    and e.scope_key = any ($2::text[])
    and (e.project_id is null or e.project_id = $3::text)
    and (e.expires_at is null or e.expires_at > statement_timestamp())
    and $14::halfvec is not null
    -- Vectors are apart from what is asked for here; without such a wish, memories stay unread.
    and (
      ($6::int2[] is null and $7::int2 <= 1 and $8::jsonb is null
        and $9::timestamptz is null and $10::timestamptz is null)
      or e.memory_id in (select memory_id from wanted)
    )
  order by e.embedding <#> $14::halfvec, e.memory_id
  limit 100
),
listed as (
  select memory_id, rank as word_rank, null::int8 as vector_rank,
    score / max(score) over () as word_score, 0::float8 as vector_score
  from unnest($11::uuid[], $12::float8[]) with ordinality as w (memory_id, score, rank)
  union all
  select memory_id, null, row_number() over (order by similarity desc, memory_id), 0,
    coalesce(
      (similarity - min(similarity) over ())
        / nullif(max(similarity) over () - min(similarity) over (), 0), 1)
  from near
),
candidate as materialized (
  select memory_id, max(word_rank) as word_rank, max(vector_rank) as vector_rank,
    max(word_score) as word_score, max(vector_score) as vector_score
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
    case when m.words @@ (select query from lead) then 1.5::float8 else 1 end
      * (1 + (m.importance - 5) * 0.03::float8)
      * (1 + 0.1::float8 * exp(
        -- exp of what is below -745 is an error.
        least(greatest(extract(epoch from statement_timestamp() - m.created_at), 0), 1e9)::float8
          * (-ln(2::float8) / (30 * 86400)))) as weight
  from candidate c
  join engram.memories m on m.organization_id = $1 and m.memory_id = c.memory_id
  -- What was found by words may be gone by now.
  where m.scope_key = any ($2::text[])
    and (m.scope <> 3 or m.project_id is null or m.project_id = $3::text)
    and (m.expires_at is null or m.expires_at > statement_timestamp())
)
select memory_id, type, scope, project_id, user_id, content, importance, metadata,
  created_at, updated_at, expires_at,
  (word_score + $15::float8 * vector_score) * weight as score,
  word_rank, vector_rank, word_score, vector_score, weight
from scored
order by score desc, memory_id
limit $16
