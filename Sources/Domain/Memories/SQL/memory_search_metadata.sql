-- The memories of some scopes whose metadata contains an object.
--
-- $1 text    organization_id
-- $2 text[]  keys of the scopes
-- $3 jsonb   what it has to contain
--
-- Rows: memory_id uuid.
select m.memory_id
from unnest($2::text[]) as wanted (scope_key)
cross join lateral (
  select m.memory_id
  from engram.memories m
  where m.organization_id = $1 and m.scope_key = wanted.scope_key and m.metadata @> $3::jsonb
  offset 0
) m
