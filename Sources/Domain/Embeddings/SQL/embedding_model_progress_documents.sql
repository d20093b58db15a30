-- How far a model of the deployment is built, of the chunks of documents of organizations that have
-- none of their own. The system role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  (
    select coalesce(sum(embedded_count), 0)
    from engram.document_embeddings
    where model_id = $1 and organization_id not in (
      select organization_id from engram.organization_settings where embedding_model_id is not null
    )
  )::int8 as embedded,
  (
    select coalesce(sum(chunk_count), 0)
    from engram.documents
    where organization_id not in (
      select organization_id from engram.organization_settings where embedding_model_id is not null
    )
  )::int8 as texts
