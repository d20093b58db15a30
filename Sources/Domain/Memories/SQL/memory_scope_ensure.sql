-- Makes an organization, a live project or a live user able to have memories. Runs after what
-- creates those. Neither writes nor locks when it is already.
--
-- $1 text  organization_id
-- $2 int2  scope
-- $3 text  project_id, null for none
-- $4 text  user_id, null for none
--
-- No rows.
--
-- The locks hold off the deletion of what the memories belong to until the scope is there to be
-- found.
with missing as materialized (
  select
  where not exists (
    select
    from engram.memory_scopes s
    where s.organization_id = $1
      and s.scope_key =
        case $2::int2 when 1 then '1' when 2 then '2:' || $3::text else '3:' || $4::text end
  )
),
organization as (
  select o.organization_id
  from engram.organizations o
  where o.organization_id = $1 and o.deleted_at is null and exists (select from missing)
  for share
),
project as (
  select p.project_id
  from engram.projects p
  where p.organization_id = $1
    and p.project_id = $3
    and p.deleted_at is null
    and $2 = 2
    and exists (select from missing)
  for share
),
member as (
  select u.user_id
  from engram.users u
  where u.organization_id = $1
    and u.user_id = $4
    and u.deleted_at is null
    and $2 = 3
    and exists (select from missing)
  for share
)
insert into engram.memory_scopes (organization_id, scope, project_id, user_id)
select o.organization_id, $2, p.project_id, m.user_id
from organization o
left join project p on true
left join member m on true
where $2 = 1 or p.project_id is not null or m.user_id is not null
on conflict do nothing
