-- Locks the scopes of memories, in the order of their keys, before another statement of the unit
-- reads and changes these memories or their embeddings.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  memory_ids, in step with $1
--
-- No rows of interest.
select
from engram.memory_scopes s
join (
  select distinct m.organization_id, m.scope_key
  from unnest($1::text[], $2::uuid[]) as wanted (organization_id, memory_id)
  join engram.memories m using (organization_id, memory_id)
) m using (organization_id, scope_key)
order by s.organization_id, s.scope_key
for no key update of s
