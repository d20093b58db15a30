-- The live conversations whose messages a search looks through: of the newest ones, those that
-- changed last.
--
-- $1 text  organization_id
-- $2 text  only of this user; null for all
-- $3 text  only of this project; null for all and none
-- $4 int8  at most so many messages, but for the first conversation
-- $5 int4  at most so many conversations
-- $6 int2  model_id of the embeddings that are looked at, 0 for none
--
-- Rows, the one that changed last first: conversation_id uuid, created_at timestamptz,
-- next_seq int8, consolidated_seq int8, erased_version int8, token_total int8, embedded_seq int8 (up
-- to which messages are embedded, 0 for none), and is_last bool: whether there is no conversation
-- beyond these.
--
-- Each kind of filter has a branch of its own, and an index that has its rows in order; Postgres
-- runs only the one that the parameters ask for.
with candidate as (
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1 and $2::text is null and $3::text is null
    order by c.created_at desc, c.conversation_id desc
    limit $5::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is not null and c.user_id = $2 and $3::text is null
    order by c.created_at desc, c.conversation_id desc
    limit $5::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is null and $3::text is not null and c.project_id = $3
    order by c.created_at desc, c.conversation_id desc
    limit $5::int4 + 1
  )
  union all
  (
    select c.*
    from engram.live_conversations c
    where c.organization_id = $1
      and $2::text is not null and c.user_id = $2
      and $3::text is not null and c.project_id = $3
    order by c.created_at desc, c.conversation_id desc
    limit $5::int4 + 1
  )
),
counted as (
  select c.*,
    sum(c.next_seq - 1) over latest as messages,
    row_number() over latest as place,
    count(*) over () as found
  from candidate c
  where c.next_seq > 1
  window latest as (order by c.updated_at desc, c.conversation_id desc)
),
kept as (
  select *
  from counted
  where (messages <= $4::int8 or place = 1) and place <= $5::int4
)
select k.conversation_id, k.created_at, k.next_seq, k.consolidated_seq, k.erased_version,
  k.token_total, coalesce(p.embedded_seq, 0) as embedded_seq,
  count(*) over () = k.found and (select count(*) from candidate) <= $5::int4 as is_last
from kept k
left join lateral (
  select p.embedded_seq
  from engram.message_embedding_progress p
  where p.organization_id = $1
    and p.conversation_id = k.conversation_id
    and p.model_id = $6::int2
  offset 0
) p on true
order by k.place
