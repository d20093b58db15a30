-- Ends jobs, each with the summary of a range of messages. Runs after conversation_lock in the same
-- unit. The system role's.
--
-- One entry for each summary, no two of the same conversation:
-- $1  text[]    organization_ids
-- $2  uuid[]    conversation_ids
-- $3  uuid[]    job_ids
-- $4  int8[]    fencing_tokens
-- $5  uuid[]    consolidation_ids
-- $6  int8[]    from_seqs, the first active messages
-- $7  int8[]    to_seqs
-- $8  text[]    contents
-- $9  int4[]    what those cost in tokens
-- $10 text[]    models
-- $11 int8[]    tokens that the model read
-- $12 int8[]    and wrote
-- $13 float8[]  fact_ratios
-- $14 bool[]    whether to erase what the messages say
-- $15 int8[]    how many of the messages were erased when the summary was made
-- $16 int8[]    how many memories of it have been added before; null when they are stored afterwards
-- Of the deployment, for organizations that have not set their own:
-- $17 bool    whether conversations are consolidated by themselves
-- $18 int4    from more active messages than this on a conversation is due
-- $19 int4    or from more tokens in them than this on
-- $20 int4    how many of the newest messages stay active
-- $21 int4    seconds of silence after which all but those are summarised
-- $22 int4    more current summaries of one level than this are merged
--
-- A row for each entry: number int8 (from 1), is_done bool. One whose memories have not been added is
-- not done, and nothing is changed for it.
--
-- The unit fails with EN001 when something is not true any more: a job is another worker's by now, a
-- conversation is gone, or its messages are not what the summary was made of: they are not the next
-- ones, or one of them was erased since.
--
-- The job stays, as done. What is to be done next gets a job of its own: the rest up to what was asked
-- for, what is due again, or summaries to be merged.
with given as materialized (
  select g.*
  from unnest(
    $1::text[], $2::uuid[], $3::uuid[], $4::int8[], $5::uuid[], $6::int8[], $7::int8[], $8::text[],
    $9::int4[], $10::text[], $11::int8[], $12::int8[], $13::float8[], $14::bool[], $15::int8[],
    $16::int8[]
  ) with ordinality as g (
    organization_id, conversation_id, job_id, fencing_token, consolidation_id, from_seq, to_seq,
    content, token_count, model, input_tokens, output_tokens, fact_ratio, erases, erased_count,
    memory_count, number)
),
held as materialized (
  select g.number, j.target_seq
  from given g
  join engram.jobs j
    on j.organization_id = g.organization_id
    and j.job_id = g.job_id
    and j.fencing_token = g.fencing_token
    and j.state = 2
  order by j.organization_id, j.job_id
  for update of j
),
valid as materialized (
  select g.*, h.target_seq, r.message_tokens
  from held h
  join given g using (number)
  join engram.live_conversations c using (organization_id, conversation_id)
  cross join lateral (
    select coalesce(sum(m.token_count), 0) as message_tokens,
      count(*) filter (where m.deleted_at is not null) as erased_count
    from engram.messages m
    where m.organization_id = g.organization_id
      and m.conversation_id = g.conversation_id
      and m.seq between g.from_seq and g.to_seq
    offset 0
  ) r
  where c.consolidated_seq = g.from_seq - 1
    and g.to_seq < c.next_seq
    and r.erased_count = g.erased_count
),
subject as materialized (
  select v.*
  from valid v
  where coalesce(
    v.memory_count = (
      select count(*)
      from engram.memories m
      where m.organization_id = v.organization_id and m.consolidation_id = v.consolidation_id
    ),
    v.memory_count is null)
),
inserted as (
  insert into engram.consolidations (
    organization_id, conversation_id, consolidation_id, level, from_seq, to_seq, content,
    token_count, message_tokens, model, input_tokens, output_tokens, fact_ratio, created_at,
    erased_at)
  select organization_id, conversation_id, consolidation_id, 1, from_seq, to_seq, content,
    token_count, message_tokens, model, input_tokens, output_tokens, fact_ratio,
    statement_timestamp(), case when erases then statement_timestamp() end
  from subject
),
advanced as (
  update engram.conversations c
  set consolidated_seq = s.to_seq,
    consolidated_tokens = c.consolidated_tokens + s.message_tokens,
    erased_version =
      case when s.erases then engram.version_after(c.erased_version) else c.erased_version end
  from subject s
  where c.organization_id = s.organization_id and c.conversation_id = s.conversation_id
  returning c.organization_id, c.conversation_id, c.next_seq - 1 - c.consolidated_seq as messages,
    c.token_total - c.consolidated_tokens as tokens, s.to_seq, s.target_seq
),
erased as (
  update engram.messages m
  set content = '', name = '', metadata = null, deleted_at = statement_timestamp()
  from subject s
  where s.erases
    and m.organization_id = s.organization_id
    and m.conversation_id = s.conversation_id
    and m.seq between s.from_seq and s.to_seq
    and m.deleted_at is null
),
-- The one of the message after them, together with the last of them, knows that too.
unembedded as (
  delete from engram.message_embeddings e
  using subject s
  where s.erases
    and e.organization_id = s.organization_id
    and e.conversation_id = s.conversation_id
    and e.seq between s.from_seq and s.to_seq + 1
    and (e.seq <= s.to_seq or e.span = 2)
),
finished as (
  update engram.jobs j
  set state = 3,
    fencing_token = j.fencing_token + 1,
    lease_until = null,
    finished_at = now(),
    last_error = null,
    progress = null
  from subject s
  where j.organization_id = s.organization_id and j.job_id = s.job_id
),
ripe as materialized (
  select a.organization_id, a.conversation_id,
    case when a.target_seq > a.to_seq then a.target_seq end as target_seq,
    coalesce(a.target_seq > a.to_seq, false)
      or (
        is_ripe
        and (
          a.messages > coalesce(t.message_threshold, $18::int4)
          or a.tokens > coalesce(t.token_threshold, $19::int4)
        )
      )
      or (
        select count(*)
        from engram.consolidations s
        where s.organization_id = a.organization_id
          and s.conversation_id = a.conversation_id
          and s.level = 1
          and s.replaced_by is null
      ) >= $22::int4 as is_due,
    is_ripe,
    coalesce(t.idle_seconds, $21::int4) as idle_seconds
  from advanced a
  left join engram.organization_settings t using (organization_id)
  cross join lateral (
    select a.messages > coalesce(t.keep_recent, $20::int4) and coalesce(t.consolidates, $17::bool)
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
select g.number, s.number is not null as is_done,
  case
    when h.number is null then engram.refuse('the job is another worker''s by now')
    when v.number is null then engram.refuse('the conversation is not what it was')
  end
from given g
left join held h using (number)
left join valid v using (number)
left join subject s using (number)
