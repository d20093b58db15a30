-- How many memories a model lacks; those that changed in the last 10 seconds are being seen to. The
-- system role's.
--
-- $1 int2  model_id
--
-- One row: missing int8.
select count(*) as missing
from engram.memories m
where m.updated_at < statement_timestamp() - interval '10 seconds'
  and not exists (
    select
    from engram.memory_embeddings e
    where e.organization_id = m.organization_id
      and e.memory_id = m.memory_id
      and e.model_id = $1
  )
