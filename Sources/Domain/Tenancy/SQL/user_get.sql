-- A live user of a live organization.
--
-- $1 text  organization_id
-- $2 text  user_id
--
-- One row, or none.
select m.user_id, m.display_name, m.metadata, m.created_at, m.updated_at
from engram.users m
join engram.organizations o using (organization_id)
where m.organization_id = $1
  and m.user_id = $2
  and m.deleted_at is null
  and o.deleted_at is null
