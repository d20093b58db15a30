-- Erases messages of the conversation that has waited longest to be erased, and the conversation
-- itself with its last ones. The system role's.
--
-- $1 int4  at most so many messages
--
-- One row: erased int8, how many rows are gone.
--
-- Nothing is appended to a conversation that is marked, so what this statement sees is all there
-- is. A conversation that another process is at is passed over; one whose memories a store may be at
-- stays until the next run.
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
erased_embedding as (
  delete from engram.message_embeddings e
  using (
    select organization_id, conversation_id, max(seq) as seq
    from batch
    group by organization_id, conversation_id
  ) b
  where e.organization_id = b.organization_id
    and e.conversation_id = b.conversation_id
    and e.seq <= b.seq
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
orphan as materialized (
  select m.organization_id, m.memory_id, m.scope_key
  from doomed d
  join engram.memories m using (organization_id, conversation_id)
  where (select count(*) from batch) < $1
),
-- Before their memories. A store that holds one may wait for the conversation, so nothing waits here.
scope as materialized (
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from orphan) o using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s skip locked
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from scope l
  where s.organization_id = l.organization_id and s.scope_key = l.scope_key
),
erased_memory as (
  delete from engram.memories m
  using orphan o
  join scope using (organization_id, scope_key)
  where m.organization_id = o.organization_id and m.memory_id = o.memory_id
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
    and not exists (
      select
      from orphan o
      where not exists (
        select
        from scope s
        where s.organization_id = o.organization_id and s.scope_key = o.scope_key
      )
    )
  returning 1
)
select
  (select count(*) from erased_message) + (select count(*) from erased_conversation) as erased
