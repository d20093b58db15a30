-- Takes a live conversation, and the memories made from it, out of sight; the purge erases the
-- conversation. Runs after conversation_lock_memories in the same unit.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 bool  whether to leave the memories, without their source
--
-- One row when there was one, without columns of interest.
with deleted as (
  update engram.conversations c
  set deleted_at = now(), updated_at = now()
  where c.organization_id = $1
    and c.conversation_id = $2
    and c.deleted_at is null
    and exists (
      select
      from engram.live_conversations l
      where l.organization_id = $1 and l.conversation_id = $2
    )
  returning c.organization_id, c.conversation_id
),
parted as (
  update engram.memories m
  set conversation_id = null, from_seq = null, to_seq = null
  from deleted d
  where m.organization_id = d.organization_id and m.conversation_id = d.conversation_id and $3
),
-- Those that are locked already, and such as were added to since: for these nothing waits here, it
-- would be out of order. What a store is at is left to the purge.
scope as materialized (
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (
    select distinct m.organization_id, m.scope_key
    from deleted d
    join engram.memories m using (organization_id, conversation_id)
    where not $3
  ) m using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s skip locked
),
removed as (
  delete from engram.memories m
  using deleted d, scope l
  where m.organization_id = d.organization_id
    and m.conversation_id = d.conversation_id
    and m.scope_key = l.scope_key
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from scope l
  where s.organization_id = l.organization_id and s.scope_key = l.scope_key
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 3, created_at
  from removed
)
select 1 from deleted
