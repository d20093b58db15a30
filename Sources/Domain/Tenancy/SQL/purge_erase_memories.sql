-- Erases memories of the scope that has waited longest to be erased, and the scope itself with its
-- last ones; memories that are bound to projects being erased; and the names of users being erased
-- on memories that came from them. The system role's.
--
-- $1 int4  at most so many of each
--
-- One row: erased int8, how many rows are gone or changed.
--
-- Nothing is stored in a scope that is marked, so what this statement sees is all there is. A scope
-- that another process is at is passed over, as are memories of one that a store holds.
with doomed as (
  select organization_id, scope_key
  from engram.memory_scopes
  where deleted_at is not null
  order by deleted_at
  limit 1
  for update skip locked
),
batch as (
  select m.organization_id, m.memory_id
  from doomed d
  join engram.memories m using (organization_id, scope_key)
  limit $1
),
bound as (
  select m.organization_id, m.memory_id, m.scope_key
  from engram.projects p
  join engram.memories m using (organization_id, project_id)
  where p.deleted_at is not null and p.purged_at is null and m.scope = 3
  limit $1
),
-- Those that stay, locked before their memories.
bound_scope as materialized (
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from bound) b using (organization_id, scope_key)
  where s.deleted_at is null
  order by s.organization_id, s.scope_key
  for no key update of s skip locked
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from bound_scope l
  where s.organization_id = l.organization_id and s.scope_key = l.scope_key
),
erased_memory as (
  delete from engram.memories m
  using (
    select * from batch
    union
    select organization_id, memory_id
    from bound
    join bound_scope using (organization_id, scope_key)
  ) b
  where m.organization_id = b.organization_id and m.memory_id = b.memory_id
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at
),
-- Of those whose scope stays.
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select e.organization_id, e.memory_id, statement_timestamp(), e.scope_key, 3, e.created_at
  from erased_memory e
  join engram.memory_scopes s using (organization_id, scope_key)
  where s.deleted_at is null
),
erased_scope as (
  delete from engram.memory_scopes s
  using doomed d
  where s.organization_id = d.organization_id
    and s.scope_key = d.scope_key
    and (select count(*) from batch) < $1
    and not exists (
      select
      from engram.documents m
      where m.organization_id = d.organization_id and m.scope_key = d.scope_key
    )
  returning 1
),
from_user as (
  select m.organization_id, m.memory_id
  from engram.users u
  join engram.memories m using (organization_id, user_id)
  where u.deleted_at is not null and u.purged_at is null and m.scope <> 3
    and not exists (
      select
      from doomed d
      where d.organization_id = m.organization_id and d.scope_key = m.scope_key
    )
  limit $1
),
forgotten_user as (
  update engram.memories m
  set user_id = null
  from from_user f
  where m.organization_id = f.organization_id and m.memory_id = f.memory_id
  returning 1
)
select
  (select count(*) from erased_memory)
  + (select count(*) from erased_scope)
  + (select count(*) from forgotten_user) as erased
