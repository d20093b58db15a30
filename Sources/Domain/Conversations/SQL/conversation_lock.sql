-- Locks conversations, in the order of their keys, before another statement of the unit reads and
-- changes them.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  conversation_ids, in step with $1
--
-- No rows of interest.
--
-- As strong as an update that leaves the key alone: it keeps out other appends and the deletion,
-- and lets rows that refer to the conversation be added.
select
from engram.conversations c
join unnest($1::text[], $2::uuid[]) as wanted (organization_id, conversation_id)
  using (organization_id, conversation_id)
order by c.organization_id, c.conversation_id
for no key update of c
