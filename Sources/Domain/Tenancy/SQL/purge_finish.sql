-- Leaves tombstones of users, projects and organizations that have nothing left below them, and
-- removes the tombstones inside organizations that are being erased. The system role's.
--
-- $1 int4  at most so many of each kind
--
-- One row: finished int8, how many rows were changed or are gone.
with empty_user as (
  select m.organization_id, m.user_id
  from engram.users m
  where m.deleted_at is not null
    and m.purged_at is null
    and not exists (
      select
      from engram.conversations c
      where c.organization_id = m.organization_id and c.user_id = m.user_id
    )
    and not exists (
      select
      from engram.memory_scopes s
      where s.organization_id = m.organization_id and s.user_id = m.user_id
    )
  limit $1
  for update skip locked
),
finished_user as (
  update engram.users m
  set purged_at = now(), display_name = '', metadata = null
  from empty_user e
  where m.organization_id = e.organization_id and m.user_id = e.user_id
  returning 1
),
empty_project as (
  select m.organization_id, m.project_id
  from engram.projects m
  where m.deleted_at is not null
    and m.purged_at is null
    and not exists (
      select
      from engram.conversations c
      where c.organization_id = m.organization_id and c.project_id = m.project_id
    )
    and not exists (
      select
      from engram.memories s
      where s.organization_id = m.organization_id and s.project_id = m.project_id
    )
    and not exists (
      select
      from engram.documents s
      where s.organization_id = m.organization_id and s.project_id = m.project_id
    )
    and not exists (
      select
      from engram.memory_scopes s
      where s.organization_id = m.organization_id and s.project_id = m.project_id
    )
  limit $1
  for update skip locked
),
finished_project as (
  update engram.projects m
  set purged_at = now(), display_name = '', metadata = null
  from empty_project e
  where m.organization_id = e.organization_id and m.project_id = e.project_id
  returning 1
),
purged_user as (
  select m.organization_id, m.user_id
  from engram.organizations o
  join engram.users m using (organization_id)
  where o.deleted_at is not null and o.purged_at is null and m.purged_at is not null
  limit $1
  for update of m skip locked
),
removed_user as (
  delete from engram.users m
  using purged_user p
  where m.organization_id = p.organization_id and m.user_id = p.user_id
  returning 1
),
purged_project as (
  select m.organization_id, m.project_id
  from engram.organizations o
  join engram.projects m using (organization_id)
  where o.deleted_at is not null and o.purged_at is null and m.purged_at is not null
  limit $1
  for update of m skip locked
),
removed_project as (
  delete from engram.projects m
  using purged_project p
  where m.organization_id = p.organization_id and m.project_id = p.project_id
  returning 1
),
empty_organization as (
  select o.organization_id
  from engram.organizations o
  where o.deleted_at is not null
    and o.purged_at is null
    and not exists (select from engram.users m where m.organization_id = o.organization_id)
    and not exists (select from engram.projects m where m.organization_id = o.organization_id)
    and not exists (select from engram.memory_scopes s where s.organization_id = o.organization_id)
  limit $1
  for update skip locked
),
removed_settings as (
  delete from engram.organization_settings t
  using empty_organization e
  where t.organization_id = e.organization_id
),
removed_calibration as (
  delete from engram.token_calibrations t
  using empty_organization e
  where t.organization_id = e.organization_id
),
-- Whoever runs one finds nothing left to do.
removed_job as (
  delete from engram.jobs j
  using empty_organization e
  where j.organization_id = e.organization_id
),
finished_organization as (
  update engram.organizations o
  set purged_at = now(), display_name = '', metadata = null
  from empty_organization e
  where o.organization_id = e.organization_id
  returning 1
)
select
  (select count(*) from finished_user)
  + (select count(*) from finished_project)
  + (select count(*) from removed_user)
  + (select count(*) from removed_project)
  + (select count(*) from finished_organization) as finished
