-- Deletes memories of one organization that have expired.
--
-- $1 text  organization_id
-- $2 int4  at most so many
--
-- One row: deleted int8. Those that another statement is at are left to it.
with expired as (
  select m.organization_id, m.memory_id
  from engram.memories m
  where m.organization_id = $1 and m.expires_at <= statement_timestamp()
  limit $2
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
