-- Takes a live conversation, and the memories made from it, out of sight; the purge erases the
-- conversation.
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
removed as (
  delete from engram.memories m
  using deleted d
  where m.organization_id = d.organization_id and m.conversation_id = d.conversation_id and not $3
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 3, created_at
  from removed
)
select 1 from deleted
