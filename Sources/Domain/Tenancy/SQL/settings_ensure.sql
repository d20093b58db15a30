-- Gives a live organization settings to change, where it has none: all are the deployment's.
--
-- $1 text  organization_id
--
-- No rows.
insert into engram.organization_settings (organization_id)
select o.organization_id
from (
  select o.organization_id
  from engram.organizations o
  where o.organization_id = $1 and o.deleted_at is null
  for share
) o
on conflict do nothing
