-- A page of the documents that a caller sees, the newest first.
--
-- $1 text         organization_id
-- $2 text[]       keys of the scopes that it sees, each once
-- $3 text         the project that it stands in, null for none
-- $4 text         only from this source_uri, null for all
-- $5 timestamptz  with $6: only documents that come after the one with this created_at
-- $6 uuid         and document_id; for the first page, greater than all
-- $7 int4         at most so many rows
-- $8 int8         at most so many bytes
--
-- Rows as in document_get, and found: how many there are for this page and beyond, at most
-- $7 + 1. More than the rows returned means that another page follows.
--
-- Each scope's documents are in an index in this order.
select
  document_id, scope, project_id, user_id, title, source_uri, format, metadata, version,
  chunk_count, token_count, byte_count, is_ready, created_at, updated_at, found
from (
  select d.*,
    count(*) over () as found,
    -- 800: what the other fields of a row take at most.
    sum(800 + octet_length(d.title) + octet_length(d.source_uri) + d.metadata_bytes) over (
      order by d.created_at desc, d.document_id desc) as bytes
  from (
    select d.*
    from unnest($2::text[]) as wanted (scope_key)
    cross join lateral (
      select d.*
      from engram.live_documents d
      where d.organization_id = $1
        and d.scope_key = wanted.scope_key
        and (d.scope <> 3 or d.project_id is null or d.project_id = $3)
        and ($4::text is null or d.source_uri = $4)
        and (d.created_at, d.document_id) < ($5, $6)
      order by d.created_at desc, d.document_id desc
      limit $7::int4 + 1
    ) d
    order by d.created_at desc, d.document_id desc
    limit $7::int4 + 1
  ) d
) page
where bytes <= $8::int8
order by created_at desc, document_id desc
limit $7
