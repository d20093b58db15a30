-- Messages of conversations that are to be summarised. The system role's.
--
-- One entry for each conversation:
-- $1 text[]  organization_ids
-- $2 uuid[]  conversation_ids
-- $3 int8[]  from these seqs on
-- $4 int8[]  up to these
-- $5 int8[]  at most so many tokens, but for the first one
-- And for all:
-- $6 int4    at most so many messages of each
--
-- Rows in order: number int8 (the entry, from 1), seq int8, role int2, name text, content text (empty
-- when erased), occurred_at timestamptz, cost int4 (the tokens that it takes), is_erased bool.
--
-- 40: what a message costs beside its content.
select g.number, m.seq, m.role, m.name, m.content, m.occurred_at, m.cost, m.is_erased
from unnest($1::text[], $2::uuid[], $3::int8[], $4::int8[], $5::int8[]) with ordinality as g (
  organization_id, conversation_id, from_seq, to_seq, max_tokens, number)
cross join lateral (
  select seq, role, name, content, occurred_at, cost, deleted_at is not null as is_erased
  from (
    select m.*, sum(cost) over (order by m.seq) as tokens
    from (
      select m.*, case when m.deleted_at is null then m.token_count + 40 else 0 end as cost
      from engram.messages m
      where m.organization_id = g.organization_id
        and m.conversation_id = g.conversation_id
        and m.seq between g.from_seq and g.to_seq
      order by m.seq
      limit $6
    ) m
  ) m
  where tokens <= g.max_tokens or seq = g.from_seq
  offset 0
) m
order by g.number, m.seq
