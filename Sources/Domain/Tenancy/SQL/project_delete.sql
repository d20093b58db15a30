-- Takes a live project out of sight; the purge erases its conversations.
--
-- $1 text  organization_id
-- $2 text  project_id
--
-- One row when there was one, without columns of interest.
update engram.projects m
set deleted_at = now(), updated_at = now()
from engram.organizations o
where m.organization_id = $1
  and m.project_id = $2
  and m.deleted_at is null
  and o.organization_id = $1
  and o.deleted_at is null
returning 1
