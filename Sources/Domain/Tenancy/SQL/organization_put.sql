-- Creates an organization, revives a tombstone, or replaces name and metadata of a live one.
--
-- $1 text   organization_id
-- $2 text   display_name
-- $3 jsonb  metadata, null for none
--
-- One row: the organization. No row: it is being erased.
insert into engram.organizations as o (organization_id, display_name, metadata)
values ($1, $2, $3)
on conflict (organization_id) do update
set display_name = excluded.display_name,
    metadata = excluded.metadata,
    updated_at = now(),
    generation = case when o.purged_at is null then o.generation else o.generation + 1 end,
    created_at = case when o.purged_at is null then o.created_at else now() end,
    deleted_at = null,
    purged_at = null
where o.deleted_at is null or o.purged_at is not null
returning organization_id, display_name, metadata, created_at, updated_at
