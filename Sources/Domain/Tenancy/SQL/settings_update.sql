-- Changes settings of a live organization.
--
-- $1 text  organization_id
-- $2 bool  whether to change the first limit
-- $3 int4  organization_memory_limit, null for the deployment's
-- $4 bool  whether to change the second
-- $5 int4  project_memory_limit, null for the deployment's
-- $6 bool  whether to change the third
-- $7 int4  user_memory_limit, null for the deployment's
--
-- One row as in settings_get. No row: the organization is being erased.
insert into engram.organization_settings as t (
  organization_id, organization_memory_limit, project_memory_limit, user_memory_limit)
select o.organization_id, $3, $5, $7
from (
  select o.organization_id
  from engram.organizations o
  where o.organization_id = $1 and o.deleted_at is null
  for share
) o
on conflict (organization_id) do update
set organization_memory_limit =
      case when $2 then $3 else t.organization_memory_limit end,
    project_memory_limit = case when $4 then $5 else t.project_memory_limit end,
    user_memory_limit = case when $6 then $7 else t.user_memory_limit end
returning t.organization_memory_limit, t.project_memory_limit, t.user_memory_limit
