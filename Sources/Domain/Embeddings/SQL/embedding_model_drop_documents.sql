-- Drops embeddings of retired models: those of documents, some whole documents at a time, but for
-- those of organizations that have such a model of their own. Runs before embedding_model_drop, which drops the models. The system role's.
--
-- $1 int4  a hundred times as many documents as are looked at, at most
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.document_id, e.model_id
  from engram.embedding_models a
  join engram.document_embeddings e using (model_id)
  where a.state = 3
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = e.organization_id and t.embedding_model_id = e.model_id
    )
  limit greatest($1::int4 / 100, 1)
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
