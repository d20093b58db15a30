-- What a context is made of that needs no search: a live conversation, its current summaries and its
-- latest active messages, all as of one moment.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 int4  at most so many summaries, those of the latest messages
-- $4 int4  at most so many messages
-- $5 int8  messages of at most so many bytes, but for the latest one
--
-- Rows: user_id, project_id, next_seq int8, consolidated_seq int8, active_tokens int8; then what of
-- it is in the row: kind int2 (1 a summary, 2 a message; null in the only row of a conversation that
-- has neither), id uuid, from_seq int8, to_seq int8, role int2, name text, content text, metadata
-- jsonb, created_at (of a message: occurred_at) timestamptz, is_deleted bool. Summaries first, each
-- kind in its order. No row when the conversation is not there.
with conversation as materialized (
  select c.user_id, c.project_id, c.next_seq, c.consolidated_seq,
    c.token_total - c.consolidated_tokens as active_tokens
  from engram.live_conversations c
  where c.organization_id = $1 and c.conversation_id = $2
),
summaries as (
  select 1::int2 as kind, s.consolidation_id as id, s.from_seq, s.to_seq, null::int2 as role,
    '' as name, s.content, null::jsonb as metadata, s.created_at, false as is_deleted
  from conversation c
  cross join lateral (
    select s.*
    from engram.consolidations s
    where s.organization_id = $1 and s.conversation_id = $2 and s.replaced_by is null
    order by s.from_seq desc
    limit $3::int4
  ) s
),
messages as (
  select 2::int2 as kind, m.message_id as id, m.seq as from_seq, m.seq as to_seq, m.role, m.name,
    m.content, m.metadata, m.occurred_at as created_at, m.deleted_at is not null as is_deleted
  from (
    select m.*,
      -- 200: what the other fields of a row take at most.
      sum(200 + octet_length(m.name) + octet_length(m.content) + m.metadata_bytes)
        over (order by m.seq desc) as bytes,
      row_number() over (order by m.seq desc) as place
    from conversation c
    cross join lateral (
      select m.*
      from engram.messages m
      where m.organization_id = $1 and m.conversation_id = $2 and m.seq > c.consolidated_seq
      order by m.seq desc
      limit $4::int4
    ) m
  ) m
  where m.bytes <= $5::int8 or m.place = 1
)
select c.user_id, c.project_id, c.next_seq, c.consolidated_seq, c.active_tokens, i.kind, i.id,
  i.from_seq, i.to_seq, i.role, i.name, i.content, i.metadata, i.created_at, i.is_deleted
from conversation c
left join (select * from summaries union all select * from messages) i on true
order by i.kind, i.from_seq
