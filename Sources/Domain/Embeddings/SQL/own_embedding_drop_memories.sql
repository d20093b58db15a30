-- Drops embeddings of an organization's memories by models that it does not use. The system role's.
--
-- $1 text  organization_id
-- $2 int4  at most so many
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.memory_id, e.model_id
  from engram.embedding_models a
  join engram.memory_embeddings e on e.organization_id = $1 and e.model_id = a.model_id
  where a.model_id not in (
      select u.model_id from engram.models_in_use u where u.organization_id = $1
    )
  limit $2
),
dropped as (
  delete from engram.memory_embeddings e
  using batch b
  where e.organization_id = b.organization_id
    and e.memory_id = b.memory_id
    and e.model_id = b.model_id
  returning 1
)
select count(*) as dropped from dropped
