-- What happened to a memory that is there to be seen, or was.
--
-- $1 text  organization_id
-- $2 uuid  memory_id
--
-- At most 1,000 rows, the newest ones, oldest first: event int2 (1 added, else as in
-- memory_events), changed text[], occurred_at timestamptz. None when nothing is known of it.
select event, changed, occurred_at
from (
  select 1::int2 as event, '{}'::text[] as changed, added_at as occurred_at, null::uuid as event_id
  from (
    (
      select m.created_at as added_at
      from engram.memories m
      join engram.live_memory_scopes s using (organization_id, scope_key)
      where m.organization_id = $1 and m.memory_id = $2
    )
    union
    (
      select e.added_at
      from engram.memory_events e
      join engram.live_memory_scopes s using (organization_id, scope_key)
      where e.organization_id = $1 and e.memory_id = $2
    )
  ) added
  union all
  select e.event, e.changed, e.occurred_at, e.event_id
  from engram.memory_events e
  join engram.live_memory_scopes s using (organization_id, scope_key)
  where e.organization_id = $1 and e.memory_id = $2
  order by occurred_at desc, event desc, event_id
  limit 1000
) newest
order by occurred_at, event, event_id
