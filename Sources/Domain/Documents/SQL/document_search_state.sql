-- The documents that a caller sees, for a search in copies of them.
--
-- $1 text    organization_id
-- $2 text[]  keys of the scopes that the caller sees
-- $3 text    project_id of the caller, null for none
-- $4 uuid[]  only these documents are wanted, empty for all
-- $5 jsonb   only those whose metadata contains this, null for all
-- $6 int2    model_id of the vectors
-- $7 int4    at most so many rows
--
-- Rows in no order: document_id uuid, version int8, updated_at timestamptz (which tells it from one
-- that had its id before), chunk_count int4, word_count int8, embedded_count int4 (of its chunks),
-- is_wanted bool.
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
)
select d.document_id, d.version, d.updated_at, d.chunk_count, d.word_count,
  coalesce(
    (
      select e.embedded_count
      from engram.document_embeddings e
      where e.organization_id = $1 and e.document_id = d.document_id and e.model_id = $6::int2
    ), 0) as embedded_count,
  ($4::uuid[] = '{}' or d.document_id = any ($4::uuid[]))
    and ($5::jsonb is null or coalesce(d.metadata @> $5::jsonb, false)) as is_wanted
from seen
cross join lateral (
  select d.document_id, d.version, d.updated_at, d.chunk_count, d.word_count, d.metadata
  from engram.documents d
  where d.organization_id = $1
    and d.scope_key = seen.scope_key
    and (d.scope <> 3 or d.project_id is null or d.project_id = (select project_id from caller))
  offset 0
) d
limit $7::int4
