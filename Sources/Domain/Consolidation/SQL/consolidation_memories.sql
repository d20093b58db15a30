-- Marks memories as made by a consolidation, and those that they contradict as superseded. Runs after
-- memory_add or memory_store in the same unit. The system role's.
--
-- $1 text    organization_id
-- $2 uuid    consolidation_id
-- $3 uuid[]  memory_ids; what was there before with the same content keeps its origin
-- $4 int2[]  their origins, in step with $3
-- $5 uuid[]  memories that are true no longer, each once
-- $6 uuid[]  what says so instead, in step with $5
-- $7 bool    whether all of $3 have to be there
--
-- One row without columns of interest, or the unit fails with EN001: not all are there.
--
-- Only what is of the same scope is superseded. A superseded memory is of the least importance, so that it is the first to make room.
with made as (
  update engram.memories m
  set consolidation_id = $2, origin = g.origin
  from unnest($3::uuid[], $4::int2[]) as g (memory_id, origin)
  where m.organization_id = $1 and m.memory_id = g.memory_id
  returning 1
),
superseded as (
  update engram.memories m
  set superseded_by = g.by_id,
    superseded_importance = m.importance,
    importance = 1,
    updated_at = statement_timestamp()
  from unnest($5::uuid[], $6::uuid[]) as g (memory_id, by_id)
  join engram.memories b on b.organization_id = $1 and b.memory_id = g.by_id
  where m.organization_id = $1
    and m.memory_id = g.memory_id
    and m.scope_key = b.scope_key
    and m.superseded_by is null
    and not m.memory_id = any ($3::uuid[])
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, changed, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 2,
    '{superseded_by,importance}', created_at
  from superseded
)
select case
    when $7 and (select count(*) from made) <> cardinality($3::uuid[])
      then engram.refuse('there is more to do than to add')
  end
