-- Deletes memories of all organizations that have expired, the longest ago first. The system role's.
--
-- $1 int4  at most so many
--
-- One row: deleted int8. Those that another statement is at are left to it.
with expired as (
  select m.organization_id, m.memory_id
  from engram.memories m
  where m.expires_at <= statement_timestamp()
  order by m.expires_at
  limit $1
  for update skip locked
),
deleted as (
  delete from engram.memories m
  using expired e
  where m.organization_id = e.organization_id and m.memory_id = e.memory_id
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 5, created_at
  from deleted
)
select count(*) as deleted from deleted
