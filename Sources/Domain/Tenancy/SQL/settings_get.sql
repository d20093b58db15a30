-- The settings of a live organization.
--
-- $1 text  organization_id
--
-- One row, or none: organization_memory_limit int4, project_memory_limit int4 and
-- user_memory_limit int4, each null where it is the deployment's.
select t.organization_memory_limit, t.project_memory_limit, t.user_memory_limit
from engram.organizations o
left join engram.organization_settings t using (organization_id)
where o.organization_id = $1 and o.deleted_at is null
