-- Locks the scopes that memories are to be added to, and the conversations that they are made from,
-- each in the order of their keys, before memory_add in the same unit counts and adds.
--
-- $1 text[]  organization_ids
-- $2 text[]  scope_keys, in step with $1
-- $3 uuid[]  conversations, in step with $1; null for none
--
-- One row without columns of interest.
with wanted as materialized (
  select *
  from unnest($1::text[], $2::text[], $3::uuid[]) as w (
    organization_id, scope_key, conversation_id)
),
scope as materialized (
  select
  from engram.memory_scopes s
  join (select distinct organization_id, scope_key from wanted) w
    using (organization_id, scope_key)
  order by s.organization_id, s.scope_key
  for no key update of s
),
conversation as materialized (
  select
  from engram.conversations c
  join (
    select distinct organization_id, conversation_id
    from wanted
    where conversation_id is not null
  ) w using (organization_id, conversation_id)
  order by c.organization_id, c.conversation_id
  for share of c
)
select (select count(*) from scope) + (select count(*) from conversation)
