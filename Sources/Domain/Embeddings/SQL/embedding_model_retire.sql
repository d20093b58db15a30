-- Retires the active model. Runs before embedding_model_activate in the same unit. The system
-- role's.
--
-- $1 int2  model_id of the one that follows it
--
-- No rows.
update engram.embedding_models a
set state = 3
where a.state = 2
  and exists (select from engram.embedding_models b where b.model_id = $1 and b.state = 1)
