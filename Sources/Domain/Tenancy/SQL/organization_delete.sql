-- Takes a live organization out of sight; the purge erases what is in it.
--
-- $1 text  organization_id
--
-- One row when there was one, without columns of interest.
update engram.organizations
set deleted_at = now(), updated_at = now()
where organization_id = $1 and deleted_at is null
returning 1
