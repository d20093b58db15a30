-- A page of an organization's live conversations, newest first.
--
-- $1 text         organization_id
-- $2 text         only of this user; null for all
-- $3 text         only of this project; null for all and none
-- $4 timestamptz  with $5: only conversations that come after the one with this created_at
-- $5 uuid         and conversation_id; for the first page, later and greater than all
-- $6 int4         at most so many rows
-- $7 int8         at most so many bytes
--
-- Rows as in conversation_get, and found: how many there are for this page and beyond, at most
-- $6 + 1. More than the rows returned means that another page follows.
--
-- Each kind of filter has a branch of its own, and an index that has its rows in order; Postgres
-- runs only the one that the parameters ask for.
with candidate as (
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is null and $3::text is null
      and (c.created_at, c.conversation_id) < ($4, $5)
    order by c.created_at desc, c.conversation_id desc
    limit $6::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is not null and c.user_id = $2 and $3::text is null
      and (c.created_at, c.conversation_id) < ($4, $5)
    order by c.created_at desc, c.conversation_id desc
    limit $6::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is null and $3::text is not null and c.project_id = $3
      and (c.created_at, c.conversation_id) < ($4, $5)
    order by c.created_at desc, c.conversation_id desc
    limit $6::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is not null and c.user_id = $2
      and $3::text is not null and c.project_id = $3
      and (c.created_at, c.conversation_id) < ($4, $5)
    order by c.created_at desc, c.conversation_id desc
    limit $6::int4 + 1
  )
)
select
  c.conversation_id, c.user_id, c.project_id, c.title, c.metadata,
  c.next_seq - 1 as message_count, c.consolidated_seq, c.created_at, c.updated_at,
  c.found
from (
  select candidate.*,
    count(*) over () as found,
    -- 1200: what the other fields of a row take at most.
    sum(1200 + metadata_bytes) over (order by created_at desc, conversation_id desc) as bytes
  from candidate
) c
where c.bytes <= $7::int8
order by c.created_at desc, c.conversation_id desc
limit $6
