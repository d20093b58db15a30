-- Creates an organization on first use, or revives its tombstone. Neither writes nor locks when
-- there is a row already that is no tombstone.
--
-- $1 text  organization_id
--
-- No rows.
insert into engram.organizations as o (organization_id)
select $1::text
where not exists (
  select from engram.organizations e where e.organization_id = $1 and e.purged_at is null
)
on conflict (organization_id) do update
set generation = o.generation + 1,
    created_at = now(),
    updated_at = now(),
    deleted_at = null,
    purged_at = null
where o.purged_at is not null
