-- The chunks of documents that fit a query best: nearest vectors and words found, as one list.
--
-- $1  text      organization_id
-- $2  text[]    keys of the scopes that the caller sees
-- $3  text      project_id of the caller, null for none
-- $4  text      name of the text search configuration that chunks are indexed with
-- $5  text      the query, as SearchText.query made it
-- $6  uuid[]    only chunks of these documents, empty for all
-- $7  jsonb     only of documents whose metadata contains this, null for all
-- $8  int2      model_id of the vectors
-- $9  float4[]  the query's vector, of length 1; empty to go by words alone
-- $10 float8    weight of the vectors, where that of the words is 1
-- $11 int4      at most so many rows
-- $12 int8      at most so many bytes, but for the first row
-- $13 int8      up to so many chunks, all vectors are compared, whatever index there is
--
-- Rows, best first: document_id uuid, title text, source_uri text, heading text, ordinal int4,
-- from_byte int4, to_byte int4, content text, token_count int4, updated_at timestamptz, score
-- float8, word_rank int8 and vector_rank int8 (1 for the best, null when it is not of the first
-- 100), word_score and vector_score float8, which the score is the sum of.
--
-- A word score is a share of the best one. A vector score is where a similarity lies between the
-- last of the list, 0, and the first, 1.
--
-- It is one statement, so it sees one version of each document: the function that looks for words
-- sees what the statement does. Each scope is read for itself, by an index, whatever the planner
-- believes of an organization that is newer than its statistics.
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
visible as materialized (
  select v.*
  from seen
  cross join lateral (
    select d.document_id, d.version, d.chunk_count, d.word_count,
      ($6::uuid[] = '{}' or d.document_id = any ($6::uuid[]))
        and ($7::jsonb is null or coalesce(d.metadata @> $7::jsonb, false)) as is_wanted
    from engram.documents d
    where d.organization_id = $1
      and d.scope_key = seen.scope_key
      and (d.scope <> 3 or d.project_id is null or d.project_id = (select project_id from caller))
    offset 0
  ) v
),
counted as materialized (
  select greatest(sum(chunk_count), 20)::float8 as chunks,
    greatest(sum(word_count) / nullif(sum(chunk_count), 0), 1)::float8 as words,
    coalesce(sum(chunk_count) filter (where is_wanted), 0) as wanted_chunks,
    bool_and(is_wanted) as wants_all,
    case when bool_and(is_wanted) then null
      else coalesce(array_agg(document_id) filter (where is_wanted), '{}') end as documents
  from visible
),
total as materialized (
  select c.*,
    -- An index of all scopes' vectors finds those of a small part of them late, and not all.
    c.wants_all and c.wanted_chunks > $13::int8
      and c.wanted_chunks * 10 >= engram.indexed_vectors($8::int2) as uses_index
  from counted c
),
-- Made once, not for each row.
asked as materialized (
  select engram.embedding(nullif($9::real[], '{}')) as vector
),
query_word as materialized (
  select array_agg(lexeme order by place) as words
  from (
    select lexeme, positions[1] as place
    from unnest(to_tsvector($4::text::regconfig, $5::text))
    order by positions[1]
    limit 32
  ) first_words
),
with_words as materialized (
  select w.*
  from total
  cross join query_word q
  cross join lateral engram.chunks_with_words(
    $1, (select array_agg(scope_key) from seen), (select project_id from caller), total.documents,
    q.words, total.chunks, total.words, 100) w
  where q.words is not null and total.wanted_chunks > 0
),
near_by_index as (
  select n.*
  from total
  cross join lateral engram.nearest_chunks(
    $1, (select array_agg(scope_key) from seen), (select project_id from caller), $8::int2,
    $9::real[], 100) n
  where total.uses_index and (select vector from asked) is not null
),
-- All of some scopes, and
near_in_scopes as (
  select n.*
  from total
  cross join seen
  cross join lateral (
    select e.document_id, e.version, e.ordinal,
      engram.similarity(e.embedding, (select vector from asked)) as similarity
    from engram.chunk_embeddings e
    where e.organization_id = $1
      and e.model_id = $8::int2
      and e.scope_key = seen.scope_key
      and (e.project_id is null or e.project_id = (select project_id from caller))
    offset 0
  ) n
  where total.wants_all and total.uses_index is not true
    and (select vector from asked) is not null
),
-- all of some documents.
near_in_documents as (
  select n.*
  from total
  cross join visible v
  cross join lateral (
    select e.document_id, e.version, e.ordinal,
      engram.similarity(e.embedding, (select vector from asked)) as similarity
    from engram.chunk_embeddings e
    where e.organization_id = $1
      and e.document_id = v.document_id
      and e.version = v.version
      and e.model_id = $8::int2
    offset 0
  ) n
  where not total.wants_all and v.is_wanted and (select vector from asked) is not null
),
near as materialized (
  select document_id, version, ordinal, similarity
  from (
    select * from near_by_index
    union all
    select * from near_in_scopes
    union all
    select * from near_in_documents
  ) n
  order by similarity desc, document_id, ordinal
  limit 100
),
listed as (
  select document_id, version, ordinal, row_number() over (order by score desc, document_id, ordinal)
      as word_rank, null::int8 as vector_rank,
    score / max(score) over () as word_score, 0::float8 as vector_score
  from with_words
  union all
  select document_id, version, ordinal, null,
    row_number() over (order by similarity desc, document_id, ordinal), 0,
    coalesce(
      (similarity - min(similarity) over ())
        / nullif(max(similarity) over () - min(similarity) over (), 0), 1)
  from near
),
candidate as materialized (
  select document_id, version, ordinal, max(word_rank) as word_rank,
    max(vector_rank) as vector_rank, max(word_score) as word_score,
    $10::float8 * max(vector_score) as vector_score
  from listed
  group by document_id, version, ordinal
),
best as materialized (
  select c.*, c.word_score + c.vector_score as score
  from candidate c
  order by score desc, document_id, ordinal
  limit $11
),
fitting as (
  select b.*, d.title, d.source_uri, d.updated_at, c.heading, c.from_byte, c.to_byte, c.content,
    c.token_count,
    -- 300: what the other fields of a row take at most.
    sum(
      300 + octet_length(d.title) + octet_length(d.source_uri) + octet_length(c.heading)
        + octet_length(c.content)
    ) over (order by b.score desc, b.document_id, b.ordinal) as bytes,
    row_number() over (order by b.score desc, b.document_id, b.ordinal) as place
  from best b
  cross join lateral (
    select d.title, d.source_uri, d.updated_at
    from engram.documents d
    where d.organization_id = $1 and d.document_id = b.document_id
    offset 0
  ) d
  cross join lateral (
    select c.heading, c.from_byte, c.to_byte, c.content, c.token_count
    from engram.document_chunks c
    where c.organization_id = $1
      and c.document_id = b.document_id
      and c.version = b.version
      and c.ordinal = b.ordinal
    offset 0
  ) c
)
select f.document_id, f.title, f.source_uri, f.heading, f.ordinal, f.from_byte, f.to_byte,
  f.content, f.token_count, f.updated_at, f.score, f.word_rank, f.vector_rank, f.word_score,
  f.vector_score
from fitting f
where f.bytes <= $12::int8 or f.place = 1
order by f.place
