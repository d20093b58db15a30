-- Enqueues the embedding of conversations that a model lacks and another one has, of organizations
-- that use it, in the order of their keys. The system role's.
--
-- $1 int2  model_id
-- $2 text  organization_id and
-- $3 uuid  conversation_id after which to begin; empty and all zeros for the first
-- $4 text  organization_id with which to end
-- $5 int4  at most so many conversations are looked at
--
-- One row when there are conversations left: organization_id and conversation_id of the last one
-- looked at.
with batch as materialized (
  select p.organization_id, p.conversation_id, max(p.embedded_seq) as embedded_seq
  from engram.message_embedding_progress p
  where (p.organization_id, p.conversation_id) > ($2, $3)
    and p.organization_id <= $4
  group by p.organization_id, p.conversation_id
  order by p.organization_id, p.conversation_id
  limit $5
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select b.organization_id, 2, 4, b.conversation_id
  from batch b
  join engram.models_in_use a on a.organization_id = b.organization_id and a.model_id = $1
  where not exists (
    select
    from engram.message_embedding_progress p
    where p.organization_id = b.organization_id
      and p.conversation_id = b.conversation_id
      and p.model_id = $1
      and p.embedded_seq >= b.embedded_seq
  )
  on conflict do nothing
)
select organization_id, conversation_id
from batch
order by organization_id desc, conversation_id desc
limit 1
