-- Deletes memories of all organizations that have expired, the longest ago first. The system role's.
--
-- $1 int4  at most so many
--
-- One row: deleted int8. Those of a scope that another statement holds are left to a
-- later run.
with due as (
  select m.organization_id, m.memory_id, m.scope_key
  from engram.memories m
  where m.expires_at <= statement_timestamp()
  order by m.expires_at
  limit $1
),
scope as materialized (
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from due) d
    using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s skip locked
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from scope l
  where s.organization_id = l.organization_id and s.scope_key = l.scope_key
),
deleted as (
  delete from engram.memories m
  using due d
  join scope using (organization_id, scope_key)
  where m.organization_id = d.organization_id
    and m.memory_id = d.memory_id
    -- What has changed meanwhile may have got more time.
    and m.expires_at <= statement_timestamp()
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key, 5, created_at
  from deleted
)
select count(*) as deleted from deleted
