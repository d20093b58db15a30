-- Keeps a running chat for its owner, and what has come of its reply.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 uuid  chat_id
-- $4 uuid  who runs it
-- $5 int4  seconds for which it is theirs, from now
-- $6 text  what has come of its reply; null when it is as before
--
-- One row, without columns of interest, while it is theirs.
update engram.chats
set lease_until = clock_timestamp() + $5::int4 * interval '1 second',
    partial = coalesce($6, partial)
where organization_id = $1
  and conversation_id = $2
  and chat_id = $3
  and owner = $4
  and state = 1
returning 1
