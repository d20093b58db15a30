-- Erases messages of the conversation that has waited longest to be erased, and the conversation
-- itself with its last ones. The system role's.
--
-- $1 int4  at most so many messages
--
-- One row: erased int8, how many rows are gone.
--
-- Nothing is appended to a conversation that is marked, so what this statement sees is all there
-- is. A conversation that another process is at is passed over.
with doomed as (
  select organization_id, conversation_id
  from engram.conversations
  where deleted_at is not null
  order by deleted_at
  limit 1
  for update skip locked
),
batch as (
  select m.organization_id, m.conversation_id, m.seq
  from doomed d
  join engram.messages m using (organization_id, conversation_id)
  order by m.seq
  limit $1
),
erased_message as (
  delete from engram.messages m
  using batch b
  where m.organization_id = b.organization_id
    and m.conversation_id = b.conversation_id
    and m.seq = b.seq
  returning 1
),
-- Those made from it, for which its deletion did not see: it goes with what it belongs to.
erased_memory as (
  delete from engram.memories m
  using doomed d
  where m.organization_id = d.organization_id
    and m.conversation_id = d.conversation_id
    and (select count(*) from batch) < $1
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 3, created_at
  from erased_memory
),
erased_conversation as (
  delete from engram.conversations c
  using doomed d
  where c.organization_id = d.organization_id
    and c.conversation_id = d.conversation_id
    and (select count(*) from batch) < $1
  returning 1
)
select
  (select count(*) from erased_message) + (select count(*) from erased_conversation) as erased
