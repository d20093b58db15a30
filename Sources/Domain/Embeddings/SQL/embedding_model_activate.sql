-- Makes the model that was built the active one. Runs after embedding_model_retire in the same
-- unit. The system role's.
--
-- $1 int2  model_id
--
-- No rows.
update engram.embedding_models set state = 2 where model_id = $1 and state = 1
