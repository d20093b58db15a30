-- Writes receipts of contexts. A receipt of a conversation that is gone is not written.
--
-- $1 text[]         organization_ids
-- $2 uuid[]         receipt_ids, in step with $1
-- $3 uuid[]         conversation_ids, in step with $1
-- $4 timestamptz[]  created_at, in step with $1
-- $5 jsonb[]        contents, in step with $1
--
-- No rows.
insert into engram.context_receipts (
  organization_id, receipt_id, conversation_id, created_at, content)
select w.organization_id, w.receipt_id, w.conversation_id, w.created_at, w.content
from unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::jsonb[])
  as w (organization_id, receipt_id, conversation_id, created_at, content)
join engram.live_conversations c
  on c.organization_id = w.organization_id and c.conversation_id = w.conversation_id
on conflict do nothing
