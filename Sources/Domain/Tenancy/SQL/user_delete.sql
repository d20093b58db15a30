-- Takes a live user out of sight; the purge erases its conversations.
--
-- $1 text  organization_id
-- $2 text  user_id
--
-- One row when there was one, without columns of interest.
update engram.users m
set deleted_at = now(), updated_at = now()
from engram.organizations o
where m.organization_id = $1
  and m.user_id = $2
  and m.deleted_at is null
  and o.organization_id = $1
  and o.deleted_at is null
returning 1
