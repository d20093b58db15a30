-- Takes summaries out of a conversation's current ones, for the one that they are merged into. Runs
-- after conversation_lock and before consolidation_merge in the same unit. The system role's.
--
-- $1 text    organization_id
-- $2 uuid    conversation_id
-- $3 uuid    job_id
-- $4 int8    fencing_token
-- $5 uuid    consolidation_id of the new one
-- $6 uuid[]  consolidation_ids of those that it replaces
--
-- One row without columns of interest, or the unit fails with EN001: the job is another worker's by
-- now, or these are not current any more.
with held as materialized (
  select j.organization_id
  from engram.jobs j
  join engram.live_conversations c
    on c.organization_id = j.organization_id and c.conversation_id = $2
  where j.organization_id = $1 and j.job_id = $3 and j.fencing_token = $4 and j.state = 2
  for update of j
),
replaced as (
  update engram.consolidations s
  set replaced_by = $5
  from held h
  where s.organization_id = h.organization_id
    and s.conversation_id = $2
    and s.consolidation_id = any ($6::uuid[])
    and s.replaced_by is null
  returning 1
)
select case
    when (select count(*) from replaced) <> cardinality($6::uuid[])
      then engram.refuse('the summaries are not what they were')
  end
