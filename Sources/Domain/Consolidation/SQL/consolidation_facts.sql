-- What is known of a user already, for an LLM to say what is true no longer. The system role's.
--
-- $1 text    organization_id
-- $2 text[]  keys of the scopes
-- $3 int4    at most so many
-- $4 int4    at most so many bytes each
--
-- Rows, the most important first, of these the newest: memory_id uuid, content text.
select m.memory_id, m.content
from engram.live_memories m
where m.organization_id = $1
  and m.scope_key = any ($2::text[])
  and m.origin <> 2
  and m.type <> 1
  and m.superseded_by is null
  and octet_length(m.content) <= $4
order by m.importance desc, m.created_at desc, m.memory_id desc
limit $3
