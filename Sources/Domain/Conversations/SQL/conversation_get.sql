-- A live conversation.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
--
-- One row, or none.
select
  c.conversation_id, c.user_id, c.project_id, c.title, c.metadata,
  c.next_seq - 1 as message_count, c.consolidated_seq, c.created_at, c.updated_at
from engram.live_conversations c
where c.organization_id = $1 and c.conversation_id = $2
