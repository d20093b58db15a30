-- A page of a live conversation's messages, newest first.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int8  from this seq
-- $4 int8  to this seq, itself included
-- $5 int4  at most so many rows
-- $6 int8  at most so many bytes
--
-- Rows: message_id, seq, role, name, content, metadata, token_count, created_at, occurred_at,
-- deleted_at, and found: how many there are for this page and beyond, at most $5 + 1. More than
-- the rows returned means that another page follows. One row of nulls when the conversation has
-- no such message; no row when it is not there.
select m.message_id, m.seq, m.role, m.name, m.content, m.metadata, m.token_count, m.created_at,
  m.occurred_at, m.deleted_at, m.found
from engram.live_conversations c
left join (
  select candidate.*,
    count(*) over () as found,
    -- 200: what the other fields of a row take at most.
    sum(200 + octet_length(name) + octet_length(content) + metadata_bytes)
      over (order by seq desc) as bytes
  from (
    select *
    from engram.messages
    where organization_id = $1 and conversation_id = $2 and seq between $3 and $4
    order by seq desc
    limit $5::int4 + 1
  ) candidate
) m on m.bytes <= $6::int8
where c.organization_id = $1 and c.conversation_id = $2
order by m.seq desc
limit $5
