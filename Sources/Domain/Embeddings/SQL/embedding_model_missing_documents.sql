-- Whether a model of the deployment lacks documents, of organizations that have none of their own. Those
-- that changed in the last 10 seconds are being seen to, and those whose embedding was given up are
-- not waited for. The system role's.
--
-- $1 int2  model_id
--
-- One row: is_missing bool.
select exists (
  select
  from engram.documents d
  where d.updated_at < statement_timestamp() - interval '10 seconds'
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = d.organization_id and t.embedding_model_id is not null
    )
    and not exists (
      select
      from engram.document_embeddings e
      where e.organization_id = d.organization_id
        and e.document_id = d.document_id
        and e.model_id = $1
        and e.embedded_count >= d.chunk_count
    )
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = d.organization_id
        and j.queue = 2
        and j.subject_kind = 2
        and j.subject_id = d.document_id
        and j.state = 4
    )
) as is_missing
