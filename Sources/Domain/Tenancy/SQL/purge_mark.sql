-- Passes deletion down: marks users and projects of organizations that are being erased, and
-- conversations of users and projects that are, and what has memories of all three. The system role's.
--
-- $1 int4  at most so many of each kind
--
-- One row: marked int8, how many rows were marked.
--
-- Whoever adds a row below another holds a lock on a live one, so once the upper row is marked
-- nothing more arrives below it. Rows that somebody holds are left for the next round.
with doomed_user as (
  select m.organization_id, m.user_id
  from engram.organizations o
  join engram.users m using (organization_id)
  where o.deleted_at is not null and o.purged_at is null and m.deleted_at is null
  limit $1
  for update of m skip locked
),
marked_user as (
  update engram.users m
  set deleted_at = now()
  from doomed_user d
  where m.organization_id = d.organization_id and m.user_id = d.user_id
  returning 1
),
doomed_project as (
  select m.organization_id, m.project_id
  from engram.organizations o
  join engram.projects m using (organization_id)
  where o.deleted_at is not null and o.purged_at is null and m.deleted_at is null
  limit $1
  for update of m skip locked
),
marked_project as (
  update engram.projects m
  set deleted_at = now()
  from doomed_project d
  where m.organization_id = d.organization_id and m.project_id = d.project_id
  returning 1
),
doomed_by_user as (
  select c.organization_id, c.conversation_id
  from engram.users m
  join engram.conversations c using (organization_id, user_id)
  where m.deleted_at is not null and m.purged_at is null and c.deleted_at is null
  limit $1
  for update of c skip locked
),
doomed_by_project as (
  select c.organization_id, c.conversation_id
  from engram.projects m
  join engram.conversations c using (organization_id, project_id)
  where m.deleted_at is not null and m.purged_at is null and c.deleted_at is null
  limit $1
  for update of c skip locked
),
marked_conversation as (
  update engram.conversations c
  set deleted_at = now()
  from (select * from doomed_by_user union select * from doomed_by_project) d
  where c.organization_id = d.organization_id and c.conversation_id = d.conversation_id
  returning 1
),
doomed_scope as (
  select s.organization_id, s.scope_key
  from (
    select o.organization_id, null as project_id, null as user_id
    from engram.organizations o
    where o.deleted_at is not null and o.purged_at is null
    union all
    select m.organization_id, m.project_id, null
    from engram.projects m
    where m.deleted_at is not null and m.purged_at is null
    union all
    select m.organization_id, null, m.user_id
    from engram.users m
    where m.deleted_at is not null and m.purged_at is null
  ) owner
  join engram.memory_scopes s
    on s.organization_id = owner.organization_id
    and s.scope_key = coalesce('2:' || owner.project_id, '3:' || owner.user_id, '1')
  where s.deleted_at is null
  limit $1
  for update of s skip locked
),
marked_scope as (
  update engram.memory_scopes s
  set deleted_at = now()
  from doomed_scope d
  where s.organization_id = d.organization_id and s.scope_key = d.scope_key
  returning 1
)
select
  (select count(*) from marked_user)
  + (select count(*) from marked_project)
  + (select count(*) from marked_conversation)
  + (select count(*) from marked_scope) as marked
