-- Notes up to where messages are embedded. The system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  conversation_ids, in step with $1
-- $3 int2[]  model_ids, in step with $1
-- $4 int8[]  up to which seq they are, in step with $1
--
-- No rows.
insert into engram.message_embedding_progress as p (
  organization_id, conversation_id, model_id, embedded_seq)
select w.organization_id, w.conversation_id, w.model_id, w.seq
from unnest($1::text[], $2::uuid[], $3::int2[], $4::int8[])
  as w (organization_id, conversation_id, model_id, seq)
join engram.conversations c using (organization_id, conversation_id)
join engram.models_in_use a
  on a.organization_id = w.organization_id and a.model_id = w.model_id
where c.deleted_at is null
order by w.organization_id, w.conversation_id, w.model_id
on conflict (organization_id, conversation_id, model_id) do update
set embedded_seq = greatest(p.embedded_seq, excluded.embedded_seq)
