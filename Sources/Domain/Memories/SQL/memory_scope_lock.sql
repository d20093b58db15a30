-- Locks what memories are to be added to or made from, and memories of the same contents, each in
-- the order of their keys, before another statement of the unit reads and changes them. Raises the
-- versions of what they are added to.
--
-- $1 text[]  organization_ids
-- $2 text[]  scope_keys, in step with $1
-- $3 text[]  projects that users' memories are bound to, in step with $1; null for none
-- $4 uuid[]  conversations that they are made from, in step with $1; null for none
-- $5 bytea[] content_hashes, in step with $1
--
-- One row without columns of interest.
--
-- Whoever holds the scope counts and adds alone. The locks on project and conversation hold off their
-- deletion until the memory is there to be found; that on a memory of the same content, until it is
-- changed.
with wanted as materialized (
  select *
  from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::bytea[]) as w (
    organization_id, scope_key, project_id, conversation_id, content_hash)
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
  select s.organization_id, s.scope_key
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from wanted) w
    using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from scope l
  where s.organization_id = l.organization_id and s.scope_key = l.scope_key
),
conversation as materialized (
  select
  from engram.conversations c
  join (select distinct organization_id, conversation_id from wanted) w
    using (organization_id, conversation_id)
  order by c.organization_id, c.conversation_id
  for share of c
),
twin as materialized (
  select
  from engram.memories m
  join (select distinct organization_id, scope_key, content_hash from wanted) w
    using (organization_id, content_hash, scope_key)
  order by m.organization_id, m.memory_id
  for no key update of m
)
select (select count(*) from project) + (select count(*) from scope)
  + (select count(*) from conversation) + (select count(*) from twin)
