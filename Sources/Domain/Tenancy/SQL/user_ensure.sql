-- Creates a user on first use in a live organization, or revives its tombstone. Neither writes nor
-- locks when there is a row already that is no tombstone.
--
-- $1 text  organization_id
-- $2 text  user_id, null for none
--
-- No rows.
--
-- The lock on the organization holds off its deletion until the user is there to be found.
with organization as (
  select organization_id
  from engram.organizations
  where organization_id = $1
    and deleted_at is null
    and $2::text is not null
    and not exists (
      select
      from engram.users e
      where e.organization_id = $1 and e.user_id = $2 and e.purged_at is null
    )
  for share
)
insert into engram.users as m (organization_id, user_id)
select organization_id, $2
from organization
on conflict (organization_id, user_id) do update
set generation = m.generation + 1,
    created_at = now(),
    updated_at = now(),
    deleted_at = null,
    purged_at = null
where m.purged_at is not null
