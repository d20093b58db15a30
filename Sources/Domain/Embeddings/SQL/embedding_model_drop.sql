-- Drops embeddings of retired models and, with their last ones, the models; those of organizations
-- that have such a model of their own stay. The system role's.
--
-- $1 int4  at most so many embeddings
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.memory_id, e.model_id
  from engram.embedding_models a
  join engram.memory_embeddings e using (model_id)
  where a.state = 3
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = e.organization_id and t.embedding_model_id = e.model_id
    )
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
  where a.state = 3
    and (select count(*) from batch) = 0
    and not exists (
      select from engram.organization_settings t where t.embedding_model_id = a.model_id
    )
  returning 1
)
select (select count(*) from dropped) + (select count(*) from removed) as dropped
