-- A page of the memories that a caller sees: the most important first, of these the newest.
--
-- $1  text         organization_id
-- $2  text[]       keys of the scopes that it sees, each once
-- $3  text         the project that it stands in, null for none
-- $4  int2[]       only of these types
-- $5  uuid         only made from this conversation, null for all
-- $6  int2         only of at least this importance
-- $7  int2         with $8 and $9: only memories that come after the one with this importance,
-- $8  timestamptz  created_at
-- $9  uuid         and memory_id; for the first page, greater than all
-- $10 int4         at most so many rows
-- $11 int8         at most so many bytes
-- $12 bool         also those that are superseded
--
-- Rows as in memory_get, and found: how many there are for this page and beyond, at most
-- $10 + 1. More than the rows returned means that another page follows.
--
-- Each scope's memories are in an index in this order.
select
  memory_id, type, scope, project_id, user_id, conversation_id, from_seq, to_seq, content,
  importance, metadata, is_ready, created_at, updated_at, expires_at, origin, consolidation_id,
  superseded_by, found
from (
  select m.*,
    count(*) over () as found,
    -- 1200: what the other fields of a row take at most.
    sum(1200 + octet_length(m.content) + m.metadata_bytes) over (
      order by m.importance desc, m.created_at desc, m.memory_id desc) as bytes
  from (
    select m.*
    from unnest($2::text[]) as wanted (scope_key)
    cross join lateral (
      select m.*
      from engram.live_memories m
      where m.organization_id = $1
        and m.scope_key = wanted.scope_key
        and (m.scope <> 3 or m.project_id is null or m.project_id = $3)
        and m.type = any($4::int2[])
        and ($5::uuid is null or m.conversation_id = $5)
        and m.importance >= $6
        and ($12::bool or m.superseded_by is null)
        and (m.importance, m.created_at, m.memory_id) < ($7, $8, $9)
      order by m.importance desc, m.created_at desc, m.memory_id desc
      limit $10::int4 + 1
    ) m
    order by m.importance desc, m.created_at desc, m.memory_id desc
    limit $10::int4 + 1
  ) m
) page
where bytes <= $11::int8
order by importance desc, created_at desc, memory_id desc
limit $10
