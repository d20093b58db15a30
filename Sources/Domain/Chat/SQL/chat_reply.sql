-- The reply of a chat that has one.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 uuid  chat_id
-- $4 uuid  reply_id
--
-- One row when it is there: seq int8, content text and metadata jsonb of the reply, and user_seq int8
-- of the message that it answers, null when the chat had none.
select r.seq, r.content, r.metadata, u.seq as user_seq
from engram.live_conversations c
join engram.messages r
  on r.organization_id = c.organization_id and r.message_id = $4
  and r.conversation_id = c.conversation_id
left join engram.messages u
  on u.organization_id = c.organization_id and u.message_id = $3
  and u.conversation_id = c.conversation_id
where c.organization_id = $1 and c.conversation_id = $2
