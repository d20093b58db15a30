-- How far a model of the deployment is built, of organizations that have none of their own. The system
-- role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  (
    select count(*)
    from engram.memory_embeddings
    where model_id = $1 and organization_id not in (
      select organization_id from engram.organization_settings where embedding_model_id is not null
    )
  ) as embedded,
  (
    select count(*)
    from engram.memories
    where organization_id not in (
      select organization_id from engram.organization_settings where embedding_model_id is not null
    )
  ) as texts
