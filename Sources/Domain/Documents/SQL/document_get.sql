-- A document that is there to be seen, without its content.
--
-- $1 text  organization_id
-- $2 uuid  document_id
--
-- One row, or none.
select
  d.document_id, d.scope, d.project_id, d.user_id, d.title, d.source_uri, d.format, d.metadata,
  d.version, d.chunk_count, d.token_count, d.byte_count, d.is_ready, d.created_at, d.updated_at
from engram.live_documents d
where d.organization_id = $1 and d.document_id = $2
