-- Marks memories as made by consolidations, and those that they contradict as superseded. Runs after
-- consolidation_commit in the same unit. The system role's.
--
-- One entry for each memory that was stored, and what was there before with the same content keeps its
-- origin:
-- $1 text[]  organization_ids
-- $2 uuid[]  memory_ids
-- $3 uuid[]  consolidation_ids
-- $4 int2[]  their origins
-- And one for each memory that is true no longer, each only once:
-- $5 text[]  organization_ids
-- $6 uuid[]  memory_ids
-- $7 uuid[]  memories that say so instead
--
-- No rows.
--
-- Only what is of the same scope is superseded. A superseded memory is of the least importance, so
-- that it is the first to make room.
with made as (
  update engram.memories m
  set consolidation_id = g.consolidation_id, origin = g.origin
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::int2[]) as g (
    organization_id, memory_id, consolidation_id, origin)
  where m.organization_id = g.organization_id and m.memory_id = g.memory_id
),
superseded as (
  update engram.memories m
  set superseded_by = g.by_id,
    superseded_importance = m.importance,
    importance = 1,
    updated_at = statement_timestamp()
  from unnest($5::text[], $6::uuid[], $7::uuid[]) as g (organization_id, memory_id, by_id)
  join engram.memories b on b.organization_id = g.organization_id and b.memory_id = g.by_id
  where m.organization_id = g.organization_id
    and m.memory_id = g.memory_id
    and m.scope_key = b.scope_key
    and m.superseded_by is null
    and not m.memory_id = any ($2::uuid[])
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
)
insert into engram.memory_events (
  organization_id, memory_id, occurred_at, scope_key, event, changed, added_at)
select organization_id, memory_id, statement_timestamp(), scope_key, 2,
  '{superseded_by,importance}', created_at
from superseded
