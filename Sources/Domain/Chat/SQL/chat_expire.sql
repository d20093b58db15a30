-- Takes over running chats whose owner is lost, the longest lost first. The system role's.
--
-- $1 uuid  who takes them over
-- $2 int4  seconds for which they are theirs
-- $3 int4  at most so many
--
-- Rows: organization_id text, conversation_id uuid, chat_id uuid, reply_id uuid, partial text.
with lost as (
  select organization_id, conversation_id, chat_id
  from engram.chats
  where state = 1 and lease_until < clock_timestamp()
  order by lease_until
  limit $3
  for update skip locked
)
update engram.chats c
set owner = $1, lease_until = clock_timestamp() + $2::int4 * interval '1 second'
from lost l
where c.organization_id = l.organization_id
  and c.conversation_id = l.conversation_id
  and c.chat_id = l.chat_id
returning c.organization_id, c.conversation_id, c.chat_id, c.reply_id, c.partial
