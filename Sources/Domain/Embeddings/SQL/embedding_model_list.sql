-- The models of the deployment that embeddings are made with.
--
-- Rows in the order of their ids: model_id int2, name text, dimensions int4, base_url text (null
-- for the built-in provider), state int2; and the same in each, vector_oid and vectors_oid int8: the
-- type of embeddings, which an extension brings, and that of their arrays.
select m.model_id, m.name, m.dimensions, m.base_url, m.state, t.oid::int8 as vector_oid,
  t.typarray::int8 as vectors_oid
from engram.embedding_models m
cross join pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
where m.state <> 4 and a.attrelid = 'engram.memory_embeddings'::regclass and a.attname = 'embedding'
order by m.model_id
