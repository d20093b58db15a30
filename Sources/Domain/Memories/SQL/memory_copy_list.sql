-- What there is to copy of a scope, and the version that this is. Superseded memories are not found.
--
-- $1 text  organization_id
-- $2 text  scope_key
-- $3 int2  model_id of the embeddings
--
-- Rows: version int8, memory_id uuid, mark int8, bytes int4. One for each memory, whose mark is
-- another one once it was changed, and bytes are those of its content; and one with its id alone for
-- each embedding. A single row without memory_id for a scope that has no memory, none where there
-- is no such scope.
--
-- A transaction changes version and rows together, so they fit together here.
select s.version, r.memory_id, r.mark, r.bytes
from engram.memory_scopes s
left join (
  select m.memory_id, m.xmin::text::int8 as mark, octet_length(m.content) as bytes
  from engram.memories m
  where m.organization_id = $1 and m.scope_key = $2 and m.superseded_by is null
  union all
  select e.memory_id, null, null
  from engram.memory_embeddings e
  where e.organization_id = $1 and e.model_id = $3::int2 and e.scope_key = $2
) r on true
where s.organization_id = $1 and s.scope_key = $2
