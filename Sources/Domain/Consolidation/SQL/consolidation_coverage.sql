-- Holds the current summaries of a conversation against its messages.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- One row when the conversation is there:
--   message_count     int8  messages that were ever appended
--   consolidated_seq  int8  up to where they are summarised
--   summary_count     int8  current summaries
--   missing_messages  int8  places up to message_count at which there is no message
--   uncovered         int8  messages up to consolidated_seq that no current summary covers
--   repeated          int8  messages that more than one covers, or one beyond consolidated_seq
--   first_fault       int8  the seq of the first message at fault, null for none
with subject as materialized (
  select c.next_seq - 1 as message_count, c.consolidated_seq
  from engram.live_conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
range as materialized (
  select s.from_seq, s.to_seq,
    coalesce(max(s.to_seq) over (
      order by s.from_seq, s.to_seq rows between unbounded preceding and 1 preceding), 0)
      as reached
  from engram.consolidations s
  where s.organization_id = $1 and s.conversation_id = $2 and s.replaced_by is null
),
fault as (
  -- Between what came before and a summary, and after the last one.
  select 'gap' as kind, r.reached + 1 as from_seq, least(r.from_seq - 1, u.consolidated_seq) as to_seq
  from range r cross join subject u
  union all
  select 'gap', coalesce(max(r.to_seq), 0) + 1, u.consolidated_seq
  from subject u
  left join range r on true
  group by u.consolidated_seq
  union all
  select 'repeat', r.from_seq, least(r.to_seq, r.reached)
  from range r
  union all
  select 'repeat', greatest(r.from_seq, u.consolidated_seq + 1), r.to_seq
  from range r cross join subject u
),
numbered as (
  select m.seq, m.seq - row_number() over (order by m.seq) as shift
  from engram.messages m
  where m.organization_id = $1 and m.conversation_id = $2
),
missing as (
  select u.message_count - (select count(*) from numbered where seq <= u.message_count) as count,
    coalesce(
      (select min(seq) - min(shift) from numbered where shift > 0),
      (select count(*) + 1 from numbered)) as first
  from subject u
)
select u.message_count, u.consolidated_seq,
  (select count(*) from range) as summary_count,
  m.count as missing_messages,
  coalesce((select sum(to_seq - from_seq + 1) from fault where kind = 'gap' and to_seq >= from_seq), 0)
    ::int8 as uncovered,
  coalesce(
    (select sum(to_seq - from_seq + 1) from fault where kind = 'repeat' and to_seq >= from_seq), 0)
    ::int8 as repeated,
  least(
    case when m.count > 0 then m.first end,
    (select min(from_seq) from fault where to_seq >= from_seq)) as first_fault
from subject u
cross join missing m
