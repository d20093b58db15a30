-- What to make the title of a live conversation from, if it has none.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- One row when there is something: seq int8 of the first user message that has text, and the
-- beginning of the text.
select m.seq, left(ltrim(m.content, E' \t\r\n'), 4096) as text
from engram.messages m
where m.organization_id = $1
  and m.conversation_id = $2
  and m.role = 2
  and m.deleted_at is null
  and m.content ~ '\S'
  and exists (
    select
    from engram.live_conversations c
    where c.organization_id = $1 and c.conversation_id = $2 and c.title = ''
  )
order by m.seq
limit 1
