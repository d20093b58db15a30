-- A live project of a live organization.
--
-- $1 text  organization_id
-- $2 text  project_id
--
-- One row, or none.
select m.project_id, m.display_name, m.metadata, m.created_at, m.updated_at
from engram.projects m
join engram.organizations o using (organization_id)
where m.organization_id = $1
  and m.project_id = $2
  and m.deleted_at is null
  and o.deleted_at is null
