-- Ends putting a document, once all of its chunks are there: counts their words, and has them
-- embedded.
--
-- $1 text   organization_id
-- $2 uuid   document_id
-- $3 bytea  request_hash of what was put
--
-- One row as in document_get, or none when it was not put.
with put as materialized (
  select d.*, w.words
  from engram.live_documents d
  cross join lateral (
    select coalesce(sum(c.word_count), 0) as words
    from engram.document_chunks c
    where c.organization_id = $1 and c.document_id = $2 and c.version = d.version
    offset 0
  ) w
  where d.organization_id = $1 and d.document_id = $2 and d.request_hash = $3
),
counted as (
  update engram.documents d
  set word_count = p.words
  from put p
  where d.organization_id = $1 and d.document_id = $2 and d.word_count <> p.words
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select $1, 2, 2, $2
  from put
  where not is_ready
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
    do nothing
)
select p.document_id, p.scope, p.project_id, p.user_id, p.title, p.source_uri, p.format, p.metadata,
  p.version, p.chunk_count, p.token_count, p.byte_count, p.is_ready, p.created_at, p.updated_at
from put p
