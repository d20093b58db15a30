-- Ends a running chat.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 uuid  chat_id
-- $4 uuid  who runs it
-- $5 int2  how it ended: 2 done, 3 cut, 4 failed
--
-- One row, without columns of interest, when it was theirs.
update engram.chats
set state = $5, owner = null, lease_until = null, partial = ''
where organization_id = $1
  and conversation_id = $2
  and chat_id = $3
  and owner = $4
  and state = 1
returning 1
