-- The models that embeddings are made with.
--
-- Rows in the order of their ids: model_id int2, name text, dimensions int4, base_url text (null
-- for the built-in provider), state int2.
select model_id, name, dimensions, base_url, state
from engram.embedding_models
order by model_id
