-- Locks what memories are to be added to, in the order of the keys, before another statement of the
-- unit reads and changes it.
--
-- $1 text[]  organization_ids
-- $2 text[]  scope_keys, in step with $1
-- $3 text[]  projects that users' memories are bound to, in step with $1; null for none
--
-- One row without columns of interest.
--
-- Whoever holds the scope counts and adds alone. The lock on the project holds off its deletion
-- until the memory is there to be found.
with wanted as materialized (
  select distinct organization_id, scope_key, project_id
  from unnest($1::text[], $2::text[], $3::text[]) as w (organization_id, scope_key, project_id)
),
project as materialized (
  select
  from engram.projects p
  join (select distinct organization_id, project_id from wanted) w
    using (organization_id, project_id)
  order by p.organization_id, p.project_id
  for share of p
),
scope as materialized (
  select
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from wanted) w
    using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s
)
select (select count(*) from project) + (select count(*) from scope)
