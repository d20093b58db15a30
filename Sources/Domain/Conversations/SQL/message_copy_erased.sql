-- Which messages of a conversation are erased.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int8  from this seq
--
-- Rows in order: seq int8.
select m.seq
from engram.messages m
where m.organization_id = $1
  and m.conversation_id = $2
  and m.seq >= $3
  and m.deleted_at is not null
order by m.seq
