-- Erases what summarised messages say whose time is over. The system role's.
--
-- $1 int4  days after which that is so, where the organization says nothing; null for never
-- $2 int4  at most so many summaries are looked at
--
-- One row: erased int8, summaries whose messages were erased.
--
-- A conversation that somebody else is at is passed over.
with old as materialized (
  select s.organization_id, s.conversation_id, s.consolidation_id, s.from_seq, s.to_seq
  from engram.consolidations s
  join engram.live_conversations c using (organization_id, conversation_id)
  left join engram.organization_settings t using (organization_id)
  where s.level = 1
    and s.erased_at is null
    -- Nothing is looked at when nobody has set any days.
    and (
      $1::int4 is not null
      or exists (select from engram.organization_settings where archive_days is not null))
    and s.created_at < now() - interval '1 day'
    and s.created_at < now() - coalesce(t.archive_days, $1::int4) * interval '1 day'
  order by s.created_at
  limit $2
),
locked as materialized (
  select o.*
  from old o
  join engram.conversations c using (organization_id, conversation_id)
  order by c.organization_id, c.conversation_id
  for no key update of c skip locked
),
erased as (
  update engram.messages m
  set content = '', name = '', metadata = null, deleted_at = statement_timestamp()
  from locked l
  where m.organization_id = l.organization_id
    and m.conversation_id = l.conversation_id
    and m.seq between l.from_seq and l.to_seq
    and m.deleted_at is null
),
-- The one of the message after them, together with the last of them, knows that too.
unembedded as (
  delete from engram.message_embeddings e
  using locked l
  where e.organization_id = l.organization_id
    and e.conversation_id = l.conversation_id
    and e.seq between l.from_seq and l.to_seq + 1
    and (e.seq <= l.to_seq or e.span = 2)
),
raised as (
  update engram.conversations c
  set erased_version = engram.version_after(c.erased_version)
  from (select distinct organization_id, conversation_id from locked) l
  where c.organization_id = l.organization_id and c.conversation_id = l.conversation_id
),
marked as (
  update engram.consolidations s
  set erased_at = statement_timestamp()
  from locked l
  where s.organization_id = l.organization_id
    and s.conversation_id = l.conversation_id
    and s.consolidation_id = l.consolidation_id
    and s.erased_at is null
  returning 1
)
select count(*) as erased from marked
