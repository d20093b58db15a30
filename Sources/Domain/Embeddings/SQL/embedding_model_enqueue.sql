-- Enqueues the embedding of memories that a model lacks, of organizations that use it, in the order
-- of their keys. The system role's.
--
-- $1 int2  model_id
-- $2 text  organization_id and
-- $3 uuid  memory_id after which to begin; empty and all zeros for the first
-- $4 text  organization_id with which to end
-- $5 int4  at most so many memories are looked at
--
-- One row when there are memories left: organization_id and memory_id of the last one looked at.
with batch as materialized (
  select m.organization_id, m.memory_id
  from engram.memories m
  where (m.organization_id, m.memory_id) > ($2, $3)
    and m.organization_id <= $4
  order by m.organization_id, m.memory_id
  limit $5
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select b.organization_id, 2, 1, b.memory_id
  from batch b
  join engram.models_in_use a on a.organization_id = b.organization_id and a.model_id = $1
  where not exists (
    select
    from engram.memory_embeddings e
    where e.organization_id = b.organization_id
      and e.memory_id = b.memory_id
      and e.model_id = $1
  )
  on conflict do nothing
)
select organization_id, memory_id
from batch
order by organization_id desc, memory_id desc
limit 1
