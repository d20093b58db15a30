-- Embeddings of messages of a conversation.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int2  model_id
-- $4 int8  from this seq
-- $5 int8  to this seq, itself included
-- $6 int4  at most so many rows
--
-- Rows in order: seq int8, span int2 (1 the message, 2 with the one before it), embedding bytea, as
-- PostgreSQL sends it.
select e.seq, e.span, engram.embedding_bytes(e.embedding) as embedding
from engram.message_embeddings e
where e.organization_id = $1
  and e.conversation_id = $2
  and e.model_id = $3
  and e.seq between $4 and $5
order by e.seq, e.span
limit $6
