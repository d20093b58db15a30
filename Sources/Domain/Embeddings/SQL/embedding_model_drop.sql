-- Drops embeddings of a retired model and, with its last ones, the model. The system role's.
--
-- $1 int4  at most so many embeddings
--
-- One row: dropped int8, how many rows are gone.
with retired as (
  select model_id from engram.embedding_models where state = 3 order by model_id limit 1
),
batch as materialized (
  select e.organization_id, e.memory_id, e.model_id
  from retired r
  join engram.memory_embeddings e using (model_id)
  limit $1
),
dropped as (
  delete from engram.memory_embeddings e
  using batch b
  where e.organization_id = b.organization_id
    and e.memory_id = b.memory_id
    and e.model_id = b.model_id
  returning 1
),
removed as (
  delete from engram.embedding_models a
  using retired r
  where a.model_id = r.model_id and (select count(*) from batch) = 0
  returning 1
)
select (select count(*) from dropped) + (select count(*) from removed) as dropped
