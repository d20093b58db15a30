-- How far a model of the deployment is built, of messages of organizations that have none of their own.
-- The system role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  coalesce(sum(p.embedded_seq) filter (where p.model_id = $1), 0)::int8 as embedded,
  coalesce(sum(p.embedded_seq) filter (where a.state = 2), 0)::int8 as texts
from engram.message_embedding_progress p
join engram.embedding_models a using (model_id)
where p.organization_id not in (
    select organization_id from engram.organization_settings where embedding_model_id is not null
  )
