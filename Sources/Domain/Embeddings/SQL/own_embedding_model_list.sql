-- The models that organizations have of their own for embeddings, with their keys; those of organizations
-- that are being erased too, until their settings are gone. The system role's.
--
-- Rows: organization_id text, llm_api_key bytea (encrypted, null for none), and the model as in
-- embedding_model_list, always as the active one.
select t.organization_id, t.llm_api_key, m.model_id, m.name, m.dimensions, m.base_url,
  2::int2 as state, y.oid::int8 as vector_oid, y.typarray::int8 as vectors_oid
from engram.organization_settings t
join engram.embedding_models m on m.model_id = t.embedding_model_id
cross join pg_catalog.pg_attribute a
join pg_catalog.pg_type y on y.oid = a.atttypid
where t.embedding_model_id is not null
  and a.attrelid = 'engram.memory_embeddings'::regclass
  and a.attname = 'embedding'
