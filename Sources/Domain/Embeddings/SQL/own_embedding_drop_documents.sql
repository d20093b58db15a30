-- Drops embeddings of an organization's documents by models that it does not use, some whole documents
-- at a time. The system role's.
--
-- $1 text  organization_id
-- $2 int4  a hundred times as many documents as are looked at, at most
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.document_id, e.model_id
  from engram.document_embeddings e
  where e.organization_id = $1
    and e.model_id not in (
      select u.model_id from engram.models_in_use u where u.organization_id = $1
    )
  limit greatest($2::int4 / 100, 1)
),
dropped as (
  delete from engram.chunk_embeddings e
  using batch b
  where e.organization_id = b.organization_id
    and e.document_id = b.document_id
    and e.model_id = b.model_id
  returning 1
),
forgotten as (
  delete from engram.document_embeddings e
  using batch b
  where e.organization_id = b.organization_id
    and e.document_id = b.document_id
    and e.model_id = b.model_id
  returning 1
)
select (select count(*) from dropped) + (select count(*) from forgotten) as dropped
