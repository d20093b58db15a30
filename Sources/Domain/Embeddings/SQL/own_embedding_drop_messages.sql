-- Drops embeddings of an organization's messages by models that it does not use. The system role's.
--
-- $1 text  organization_id
-- $2 int4  at most so many
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.conversation_id, e.seq, e.model_id, e.span
  from engram.message_embeddings e
  where e.organization_id = $1
    and e.model_id not in (
      select u.model_id from engram.models_in_use u where u.organization_id = $1
    )
  limit $2
),
dropped as (
  delete from engram.message_embeddings e
  using batch b
  where e.organization_id = b.organization_id
    and e.conversation_id = b.conversation_id
    and e.seq = b.seq
    and e.model_id = b.model_id
    and e.span = b.span
  returning 1
),
forgotten as (
  delete from engram.message_embedding_progress p
  where p.organization_id = $1
    and (select count(*) from batch) = 0
    and p.model_id not in (
      select u.model_id from engram.models_in_use u where u.organization_id = $1
    )
  returning 1
)
select (select count(*) from dropped) + (select count(*) from forgotten) as dropped
