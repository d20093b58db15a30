-- Gives a conversation the title made from a message, if it still has none and the message is
-- still there.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int8  seq of the message
-- $4 text  title
--
-- No rows.
update engram.conversations c
set title = $4, title_seq = $3
where c.organization_id = $1
  and c.conversation_id = $2
  and c.title = ''
  and exists (
    select
    from engram.messages m
    where m.organization_id = $1
      and m.conversation_id = $2
      and m.seq = $3
      and m.deleted_at is null
  )
