-- A live organization.
--
-- $1 text  organization_id
--
-- One row, or none.
select organization_id, display_name, metadata, created_at, updated_at
from engram.organizations
where organization_id = $1 and deleted_at is null
