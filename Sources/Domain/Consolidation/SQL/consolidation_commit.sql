-- Ends a job with the summary of a range of messages. Runs after conversation_lock in the same unit.
-- The system role's.
--
-- $1  text    organization_id
-- $2  uuid    conversation_id
-- $3  uuid    job_id
-- $4  int8    fencing_token
-- $5  uuid    consolidation_id
-- $6  int8    from_seq, the first active message
-- $7  int8    to_seq
-- $8  text    content
-- $9  int4    what that costs in tokens
-- $10 text    model
-- $11 int8    tokens that the model read
-- $12 int8    and wrote
-- $13 float8  fact_ratio
-- $14 bool    whether to erase what the messages say
-- Of the deployment, for organizations that have not set their own:
-- $15 bool    whether conversations are consolidated by themselves
-- $16 int4    from more active messages than this on a conversation is due
-- $17 int4    or from more tokens in them than this on
-- $18 int4    how many of the newest messages stay active
-- $19 int4    seconds of silence after which all but those are summarised
-- $20 int4    more current summaries of one level than this are merged
-- $21 int8    how many of the messages were erased when the summary was made
--
-- One row without columns of interest, or the unit fails with EN001: the job is another worker's by
-- now, the conversation is gone, or its messages are not what the summary was made of: they are not
-- the next ones, or one of them was erased since.
--
-- The job stays, as done. What is to be done next gets a job of its own: the rest up to what was asked
-- for, what is due again, or summaries to be merged.
with held as materialized (
  select j.organization_id, j.job_id, j.target_seq
  from engram.jobs j
  where j.organization_id = $1 and j.job_id = $3 and j.fencing_token = $4 and j.state = 2
  for update
),
subject as materialized (
  select c.organization_id, c.conversation_id, h.target_seq, r.message_tokens
  from held h
  join engram.live_conversations c on c.organization_id = h.organization_id
  cross join lateral (
    select coalesce(sum(m.token_count), 0) as message_tokens,
      count(*) filter (where m.deleted_at is not null) as erased_count
    from engram.messages m
    where m.organization_id = $1 and m.conversation_id = $2 and m.seq between $6 and $7
    offset 0
  ) r
  where c.conversation_id = $2
    and c.consolidated_seq = $6 - 1
    and $7 < c.next_seq
    and r.erased_count = $21::int8
),
inserted as (
  insert into engram.consolidations (
    organization_id, conversation_id, consolidation_id, level, from_seq, to_seq, content,
    token_count, message_tokens, model, input_tokens, output_tokens, fact_ratio, created_at,
    erased_at)
  select organization_id, conversation_id, $5, 1, $6, $7, $8, $9, message_tokens, $10, $11, $12, $13,
    statement_timestamp(), case when $14 then statement_timestamp() end
  from subject
),
advanced as (
  update engram.conversations c
  set consolidated_seq = $7,
    consolidated_tokens = c.consolidated_tokens + s.message_tokens,
    erased_version =
      case when $14 then engram.version_after(c.erased_version) else c.erased_version end
  from subject s
  where c.organization_id = s.organization_id and c.conversation_id = s.conversation_id
  returning c.organization_id, c.conversation_id, c.next_seq - 1 - c.consolidated_seq as messages,
    c.token_total - c.consolidated_tokens as tokens, s.target_seq
),
erased as (
  update engram.messages m
  set content = '', name = '', metadata = null, deleted_at = statement_timestamp()
  from subject s
  where $14
    and m.organization_id = s.organization_id
    and m.conversation_id = s.conversation_id
    and m.seq between $6 and $7
    and m.deleted_at is null
),
-- The one of the message after them, together with the last of them, knows that too.
unembedded as (
  delete from engram.message_embeddings e
  using subject s
  where $14
    and e.organization_id = s.organization_id
    and e.conversation_id = s.conversation_id
    and e.seq between $6 and $7 + 1
    and (e.seq <= $7 or e.span = 2)
),
finished as (
  update engram.jobs j
  set state = 3,
    fencing_token = j.fencing_token + 1,
    lease_until = null,
    finished_at = now(),
    last_error = null,
    progress = null
  from subject s, held h
  where j.organization_id = h.organization_id and j.job_id = h.job_id
),
ripe as materialized (
  select a.organization_id, a.conversation_id,
    case when a.target_seq > $7 then a.target_seq end as target_seq,
    coalesce(a.target_seq > $7, false)
      or (
        is_ripe
        and (
          a.messages > coalesce(t.message_threshold, $16::int4)
          or a.tokens > coalesce(t.token_threshold, $17::int4)
        )
      )
      or (
        select count(*)
        from engram.consolidations s
        where s.organization_id = a.organization_id
          and s.conversation_id = a.conversation_id
          and s.level = 1
          and s.replaced_by is null
      ) >= $20::int4 as is_due,
    is_ripe,
    coalesce(t.idle_seconds, $19::int4) as idle_seconds
  from advanced a
  left join engram.organization_settings t using (organization_id)
  cross join lateral (
    select a.messages > coalesce(t.keep_recent, $18::int4) and coalesce(t.consolidates, $15::bool)
  ) r (is_ripe)
),
queued as (
  insert into engram.jobs as j (organization_id, queue, subject_kind, subject_id, target_seq)
  select organization_id, 1, 4, conversation_id, target_seq
  from ripe
  where is_due
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
  do update set target_seq = greatest(j.target_seq, excluded.target_seq)
),
watched as (
  insert into engram.consolidation_checks (organization_id, conversation_id, check_at)
  select organization_id, conversation_id,
    statement_timestamp() + idle_seconds * interval '1 second'
  from ripe
  where is_ripe and not is_due
  on conflict do nothing
)
select case
    when not exists (select from held) then engram.refuse('the job is another worker''s by now')
    when not exists (select from subject) then engram.refuse('the conversation is not what it was')
  end
