-- Models whose vectors of chunks are to have an index: one scope has many, and a tenth of all or more.
-- The system role's.
--
-- $1 int8  more chunks than this are many
--
-- Rows: model_id int2, dimensions int4, schema text (the extension's), and is_broken bool: an index is
-- there that was not completed. None for a model that has its index, and none where the extension is
-- older than 0.8, whose index can't go on until it has found enough.
select a.model_id, a.dimensions, n.nspname::text as schema,
  to_regclass('engram.chunk_embeddings_hnsw_' || a.model_id) is not null as is_broken
from engram.embedding_models a
cross join pg_catalog.pg_extension x
join pg_catalog.pg_namespace n on n.oid = x.extnamespace
where x.extname = 'vector'
  and string_to_array(x.extversion, '.')::int4[] >= '{0,8}'
  and engram.indexed_vectors(a.model_id) is null
  and exists (
    select
    from (
      select sum(d.chunk_count) as chunks, sum(sum(d.chunk_count)) over () as all_chunks
      from engram.models_in_use u
      join engram.documents d using (organization_id)
      where u.model_id = a.model_id
      group by d.organization_id, d.scope_key
    ) s
    where s.chunks > $1::int8 and s.chunks * 10 >= s.all_chunks
  )
order by a.model_id
