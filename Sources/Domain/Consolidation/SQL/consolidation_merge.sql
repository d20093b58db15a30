-- Ends a job with the summary that others are merged into. Runs after consolidation_replace in the same
-- unit. The system role's.
--
-- $1  text    organization_id
-- $2  uuid    conversation_id
-- $3  uuid    job_id
-- $4  uuid    consolidation_id
-- $5  text    content
-- $6  int4    what that costs in tokens
-- $7  text    model
-- $8  int8    tokens that the model read
-- $9  int8    and wrote
-- $10 float8  fact_ratio
--
-- No rows of interest.
with source as materialized (
  select organization_id, conversation_id, max(level) as level, min(from_seq) as from_seq,
    max(to_seq) as to_seq, sum(message_tokens) as message_tokens
  from engram.consolidations
  where organization_id = $1 and conversation_id = $2 and replaced_by = $4
  group by organization_id, conversation_id
),
inserted as (
  insert into engram.consolidations (
    organization_id, conversation_id, consolidation_id, level, from_seq, to_seq, content,
    token_count, message_tokens, model, input_tokens, output_tokens, fact_ratio, created_at)
  select organization_id, conversation_id, $4, level + 1, from_seq, to_seq, $5, $6, message_tokens,
    $7, $8, $9, $10, statement_timestamp()
  from source
),
finished as (
  update engram.jobs j
  set state = 3,
    fencing_token = j.fencing_token + 1,
    lease_until = null,
    finished_at = now(),
    last_error = null,
    progress = null
  where j.organization_id = $1 and j.job_id = $3
  returning j.target_seq
)
-- Whatever is to be done next is found by the next job.
insert into engram.jobs as j (organization_id, queue, subject_kind, subject_id, target_seq)
select $1, 1, 4, $2, f.target_seq
from finished f
on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
do update set target_seq = greatest(j.target_seq, excluded.target_seq)
