-- How far a model is built, of messages. The system role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  coalesce(sum(p.embedded_seq) filter (where p.model_id = $1), 0)::int8 as embedded,
  coalesce(sum(p.embedded_seq) filter (where a.state = 2), 0)::int8 as texts
from engram.message_embedding_progress p
join engram.embedding_models a using (model_id)
