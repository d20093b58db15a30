-- What a copy of a conversation keeps of its messages, and what their words are made from.
--
-- $1 text    organization_id
-- $2 uuid[]  conversation_ids
-- $3 int8[]  from this seq, in step with $2
-- $4 int8[]  to this seq, itself included, in step with $2
-- $5 int4    at most so many characters of a message
-- $6 int8    at most so many bytes, but for the first message
--
-- Rows in the order of $2 and seq: place int8 (in $2, 1 for the first), seq int8, role int2,
-- name text, content text, occurred_at timestamptz, is_erased bool.
select m.place, m.seq, m.role, m.name, left(m.content, $5::int4) as content, m.occurred_at,
  m.deleted_at is not null as is_erased
from (
  select w.place, m.*,
    sum(200 + octet_length(m.content)) over reading as bytes,
    row_number() over reading as number
  from unnest($2::uuid[], $3::int8[], $4::int8[]) with ordinality
    as w (conversation_id, from_seq, to_seq, place)
  cross join lateral (
    select m.seq, m.role, m.name, m.content, m.occurred_at, m.deleted_at
    from engram.messages m
    where m.organization_id = $1
      and m.conversation_id = w.conversation_id
      and m.seq between w.from_seq and w.to_seq
    offset 0
  ) m
  window reading as (order by w.place, m.seq)
) m
where m.bytes <= $6::int8 or m.number = 1
order by m.place, m.seq
