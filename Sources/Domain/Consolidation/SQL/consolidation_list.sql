-- A page of the summaries of a live conversation, the latest ranges first.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 bool  also those that were merged into others
-- $4 int8  with $5: only those that come after the one with this from_seq
-- $5 int2  and level; for the first page, greater than all
-- $6 int4  at most so many rows
-- $7 int8  at most so many bytes, but for the first row
--
-- Rows as in consolidation_get, and found int8: how many there are for this page and beyond, at most
-- $6 + 1. A row of nulls when there are none, no row when the conversation is not there.
select p.consolidation_id, p.level, p.from_seq, p.to_seq, p.content, p.token_count,
  p.message_tokens, p.model, p.input_tokens, p.output_tokens, p.fact_ratio, p.created_at,
  p.replaced_by, p.erased_at, p.found
from engram.live_conversations c
left join lateral (
  select s.*,
    count(*) over () as found,
    -- 600: what the other fields of a row take at most.
    sum(600 + octet_length(s.content)) over (order by s.from_seq desc, s.level desc) as bytes,
    row_number() over (order by s.from_seq desc, s.level desc) as place
  from (
    select s.*
    from engram.consolidations s
    where s.organization_id = c.organization_id
      and s.conversation_id = c.conversation_id
      and ($3::bool or s.replaced_by is null)
      and (s.from_seq, s.level) < ($4::int8, $5::int2)
    order by s.from_seq desc, s.level desc
    limit $6::int4 + 1
  ) s
) p on (p.bytes <= $7::int8 or p.place = 1) and p.place <= $6::int4
where c.organization_id = $1 and c.conversation_id = $2
order by p.from_seq desc, p.level desc
