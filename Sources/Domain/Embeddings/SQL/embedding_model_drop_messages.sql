-- Drops embeddings of retired models: those of messages, but for those of organizations that have
-- such a model of their own. Runs before embedding_model_drop, which
-- drops the models. The system role's.
--
-- $1 int4  at most so many embeddings
--
-- One row: dropped int8, how many rows are gone.
with batch as materialized (
  select e.organization_id, e.conversation_id, e.seq, e.model_id, e.span
  from engram.embedding_models a
  join engram.message_embeddings e using (model_id)
  where a.state = 3
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = e.organization_id and t.embedding_model_id = e.model_id
    )
  limit $1
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
  using engram.embedding_models a
  where a.model_id = p.model_id
    and a.state = 3
    and (select count(*) from batch) = 0
    and not exists (
      select
      from engram.organization_settings t
      where t.organization_id = p.organization_id and t.embedding_model_id = p.model_id
    )
  returning 1
)
select (select count(*) from dropped) + (select count(*) from forgotten) as dropped
