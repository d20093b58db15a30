-- Locks the scopes of memories, in the order of their keys, before another statement of the unit
-- reads and changes these memories or their embeddings, and raises the versions of the scopes.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  memory_ids, in step with $1
--
-- No rows.
with scope as materialized (
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (
    select distinct m.organization_id, m.scope_key
    from unnest($1::text[], $2::uuid[]) as wanted (organization_id, memory_id)
    join engram.memories m using (organization_id, memory_id)
  ) m using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s
)
update engram.memory_scopes s
set version = engram.version_after(s.version)
from scope l
where s.organization_id = l.organization_id and s.scope_key = l.scope_key
