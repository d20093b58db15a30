-- Messages of a conversation that are to be summarised. The system role's.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int8  from this seq on
-- $4 int8  up to this one
-- $5 int8  at most so many tokens, but for the first one
-- $6 int4  at most so many messages
--
-- Rows in order: seq int8, role int2, name text, content text (empty when erased),
-- occurred_at timestamptz, cost int4 (the tokens that it takes), is_erased bool.
--
-- 40: what a message costs beside its content.
select seq, role, name, content, occurred_at, cost, deleted_at is not null as is_erased
from (
  select m.*, sum(cost) over (order by m.seq) as tokens
  from (
    select m.*, case when m.deleted_at is null then m.token_count + 40 else 0 end as cost
    from engram.messages m
    where m.organization_id = $1 and m.conversation_id = $2 and m.seq between $3 and $4
    order by m.seq
    limit $6
  ) m
) m
where tokens <= $5::int8 or seq = $3
order by seq
