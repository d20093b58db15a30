-- Creates a user in a live organization, revives a tombstone, or replaces name and metadata of a
-- live one.
--
-- $1 text   organization_id
-- $2 text   user_id
-- $3 text   display_name
-- $4 jsonb  metadata, null for none
--
-- One row: the user. No row: it, or its organization, is being erased.
--
-- The lock on the organization holds off its deletion until the user is there to be found.
with organization as (
  select organization_id
  from engram.organizations
  where organization_id = $1 and deleted_at is null
  for share
)
insert into engram.users as m (organization_id, user_id, display_name, metadata)
select organization_id, $2, $3, $4
from organization
on conflict (organization_id, user_id) do update
set display_name = excluded.display_name,
    metadata = excluded.metadata,
    updated_at = now(),
    generation = case when m.purged_at is null then m.generation else m.generation + 1 end,
    created_at = case when m.purged_at is null then m.created_at else now() end,
    deleted_at = null,
    purged_at = null
where m.deleted_at is null or m.purged_at is not null
returning user_id, display_name, metadata, created_at, updated_at
