-- Writes embeddings of messages. The system role's.
--
-- $1 text[]    organization_ids
-- $2 uuid[]    conversation_ids, in step with $1
-- $3 int8[]    seqs, in step with $1
-- $4 int2[]    spans, in step with $1: 1 the message, 2 with the one before it
-- $5 int2      model_id
-- $6 int4      dimensions of the model
-- $7 float4[]  the embeddings, one after the other
--
-- No rows. What is erased by now, in the message or the one before it, is not written, nor
-- what is of a model that its organization does not use; nothing is erased before it is written.
with wanted as materialized (
  select *
  from unnest($1::text[], $2::uuid[], $3::int8[], $4::int2[]) with ordinality
    as w (organization_id, conversation_id, seq, span, place)
),
said as materialized (
  select m.organization_id, m.conversation_id, m.seq
  from engram.messages m
  join (
    select organization_id, conversation_id, seq from wanted
    union
    select organization_id, conversation_id, seq - 1 from wanted where span = 2
  ) w using (organization_id, conversation_id, seq)
  where m.deleted_at is null
  order by m.organization_id, m.conversation_id, m.seq
  for share of m
)
insert into engram.message_embeddings (
  organization_id, conversation_id, seq, model_id, span, embedding)
select w.organization_id, w.conversation_id, w.seq, $5, w.span,
  engram.embedding(($7::real[])[($6::int4 * (w.place - 1) + 1):($6::int4 * w.place)])
from wanted w
join said m using (organization_id, conversation_id, seq)
join engram.models_in_use a on a.organization_id = w.organization_id and a.model_id = $5
where w.span = 1
  or exists (
    select
    from said b
    where b.organization_id = w.organization_id
      and b.conversation_id = w.conversation_id
      and b.seq = w.seq - 1
  )
on conflict do nothing
