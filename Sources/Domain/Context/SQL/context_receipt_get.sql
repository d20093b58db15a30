-- A receipt of a context.
--
-- $1 text  organization_id
-- $2 uuid  receipt_id
--
-- At most one row: conversation_id uuid, created_at timestamptz, content jsonb.
select r.conversation_id, r.created_at, r.content
from engram.context_receipts r
join engram.live_conversations c
  on c.organization_id = r.organization_id and c.conversation_id = r.conversation_id
where r.organization_id = $1 and r.receipt_id = $2
