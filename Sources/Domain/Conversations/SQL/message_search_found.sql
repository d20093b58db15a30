-- Messages that a search found in copies of conversations, as they are.
--
-- $1 text    organization_id
-- $2 uuid[]  conversation_ids, best first
-- $3 int8[]  seqs, in step with $2
-- $4 int8    at most so many bytes
--
-- Rows in the order of $2: place int8 (in $2, 1 for the first), is_summarised bool, and the message
-- as in message_list_oldest_first. None for a message that is erased, or whose conversation is gone.
select f.place, f.is_summarised, f.message_id, f.seq, f.role, f.name, f.content, f.metadata,
  f.token_count, f.created_at, f.occurred_at, f.deleted_at
from (
  select w.place, c.consolidated_seq >= m.seq as is_summarised, m.*,
    -- 200: what the other fields of a row take at most.
    sum(200 + octet_length(m.name) + octet_length(m.content) + m.metadata_bytes)
      over (order by w.place) as bytes
  from unnest($2::uuid[], $3::int8[]) with ordinality as w (conversation_id, seq, place)
  cross join lateral (
    select c.consolidated_seq
    from engram.live_conversations c
    where c.organization_id = $1 and c.conversation_id = w.conversation_id
    offset 0
  ) c
  cross join lateral (
    select m.*
    from engram.messages m
    where m.organization_id = $1
      and m.conversation_id = w.conversation_id
      and m.seq = w.seq
      and m.deleted_at is null
    offset 0
  ) m
) f
where f.bytes <= $4::int8
order by f.place
