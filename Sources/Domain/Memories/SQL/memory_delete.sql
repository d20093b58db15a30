-- Deletes a memory that is there to be seen.
--
-- $1 text  organization_id
-- $2 uuid  memory_id
--
-- One row when there was one, without columns of interest.
with deleted as (
  delete from engram.memories m
  where m.organization_id = $1
    and m.memory_id = $2
    and exists (
      select from engram.live_memories l where l.organization_id = $1 and l.memory_id = $2
    )
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
)
insert into engram.memory_events (
  organization_id, memory_id, occurred_at, scope_key, event, added_at)
select organization_id, memory_id, statement_timestamp(), scope_key, 3, created_at
from deleted
returning 1
