-- Looks at conversations that may have fallen silent, and has those consolidated that have. The system
-- role's.
--
-- $1 bool  whether conversations are consolidated by themselves, where their organization says nothing
-- $2 int4  how many of the newest messages stay active, likewise
-- $3 int4  seconds of silence, likewise
-- $4 int4  at most so many conversations
--
-- One row: checked int8, how many were looked at.
--
-- A conversation that another sweep is at is passed over.
with checked as materialized (
  select k.organization_id, k.conversation_id
  from engram.consolidation_checks k
  where k.check_at <= now()
  order by k.check_at
  limit $4
  for update skip locked
),
seen as materialized (
  select k.organization_id, k.conversation_id,
    c.updated_at + coalesce(t.idle_seconds, $3::int4) * interval '1 second' as silent_at,
    coalesce(t.consolidates, $1::bool)
      and c.next_seq - 1 - c.consolidated_seq > coalesce(t.keep_recent, $2::int4) as is_ripe
  from checked k
  join engram.live_conversations c using (organization_id, conversation_id)
  left join engram.organization_settings t using (organization_id)
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select s.organization_id, 1, 4, s.conversation_id
  from seen s
  where s.is_ripe
    and s.silent_at <= now()
    and not exists (
      select
      from engram.jobs j
      where j.organization_id = s.organization_id
        and j.queue = 1
        and j.subject_kind = 4
        and j.subject_id = s.conversation_id
        and j.state = 4
    )
  on conflict do nothing
),
postponed as (
  update engram.consolidation_checks k
  set check_at = s.silent_at
  from seen s
  where s.is_ripe
    and s.silent_at > now()
    and k.organization_id = s.organization_id
    and k.conversation_id = s.conversation_id
  returning k.organization_id, k.conversation_id
),
settled as (
  delete from engram.consolidation_checks k
  using checked d
  where k.organization_id = d.organization_id
    and k.conversation_id = d.conversation_id
    and not exists (
      select
      from seen s
      where s.organization_id = d.organization_id
        and s.conversation_id = d.conversation_id
        and s.is_ripe
        and s.silent_at > now()
    )
)
select count(*) as checked from checked
