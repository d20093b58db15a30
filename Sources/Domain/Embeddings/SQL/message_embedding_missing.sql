-- What of the messages of some conversations is still to be embedded, by the models that are in use
-- or being built for their organizations; by the latter also where nothing more is to be embedded, but something was. The
-- system role's.
--
-- $1 text[]  organization_ids
-- $2 uuid[]  conversation_ids, in step with $1
-- $3 bool    whether messages are embedded, where their organization says nothing
-- $4 int4    at most so many rows
-- $5 int4    at most so many characters of a message
-- $6 int4    and of the one before it
--
-- Rows in the order of models, those in use first, conversations and seq: organization_id text,
-- conversation_id uuid, model_id int2, seq int8, needs_turn and needs_pair bool (whether the message,
-- and the one before it with it, is to be embedded), role int2, name text, content text, and these
-- three of the one before it, null where there is none or it is erased.
select m.*
from (
  select c.organization_id, c.conversation_id, a.model_id, a.state,
    coalesce(p.embedded_seq, 0) as embedded_seq
  from unnest($1::text[], $2::uuid[]) as wanted (organization_id, conversation_id)
  join engram.live_conversations c using (organization_id, conversation_id)
  left join engram.organization_settings t using (organization_id)
  join engram.models_in_use a using (organization_id)
  left join engram.message_embedding_progress p using (organization_id, conversation_id, model_id)
  where coalesce(t.embeds_messages, $3::bool)
    or a.state = 1
    and exists (
      select
      from engram.message_embedding_progress o
      where o.organization_id = c.organization_id and o.conversation_id = c.conversation_id
    )
) s
cross join lateral (
  select s.organization_id, s.conversation_id, s.model_id, m.seq,
    m.deleted_at is null
      and not exists (
        select
        from engram.message_embeddings e
        where e.organization_id = s.organization_id
          and e.conversation_id = s.conversation_id
          and e.seq = m.seq
          and e.model_id = s.model_id
          and e.span = 1
      ) as needs_turn,
    m.deleted_at is null
      and b.seq is not null
      and not exists (
        select
        from engram.message_embeddings e
        where e.organization_id = s.organization_id
          and e.conversation_id = s.conversation_id
          and e.seq = m.seq
          and e.model_id = s.model_id
          and e.span = 2
      ) as needs_pair,
    m.role, m.name, left(m.content, $5::int4) as content,
    b.role as role_before, b.name as name_before, left(b.content, $6::int4) as content_before
  from engram.messages m
  left join lateral (
    select b.seq, b.role, b.name, b.content
    from engram.messages b
    where b.organization_id = s.organization_id
      and b.conversation_id = s.conversation_id
      and b.seq = m.seq - 1
      and b.deleted_at is null
    offset 0
  ) b on true
  where m.organization_id = s.organization_id
    and m.conversation_id = s.conversation_id
    -- There are no gaps.
    and m.seq > s.embedded_seq
    and m.seq <= s.embedded_seq + $4::int4
) m
order by s.state desc, m.model_id, m.organization_id, m.conversation_id, m.seq
limit $4
