-- Locks the scopes of the memories made from a conversation, in the order of their keys, before
-- another statement of the unit deletes these memories.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- No rows of interest.
select
from engram.memory_scopes s
join (
  select distinct m.organization_id, m.scope_key
  from engram.memories m
  where m.organization_id = $1 and m.conversation_id = $2
) m using (organization_id, scope_key)
order by s.organization_id, s.scope_key
for no key update of s
