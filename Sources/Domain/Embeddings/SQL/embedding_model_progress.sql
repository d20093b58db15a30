-- How far a model is built. The system role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  (select count(*) from engram.memory_embeddings e where e.model_id = $1) as embedded,
  (select count(*) from engram.memories) as texts
