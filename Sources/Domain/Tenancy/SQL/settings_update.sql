-- Changes settings of a live organization. Runs after settings_ensure in the same unit.
--
-- $1  text    organization_id
-- $2  text[]  the columns to change
-- What they become, null for the deployment's; of the others, nothing is looked at:
-- $3  int4    organization_memory_limit
-- $4  int4    project_memory_limit
-- $5  int4    user_memory_limit
-- $6  bool    consolidates
-- $7  int4    message_threshold
-- $8  int4    token_threshold
-- $9  int4    keep_recent
-- $10 int4    idle_seconds
-- $11 int2    summary_scope
-- $12 int2    retention
-- $13 int4    archive_days
-- $14 bool    embeds_messages
-- $15 text    llm_base_url
-- $16 text    llm_model
-- $17 float8  llm_temperature
-- $18 int4    llm_max_output_tokens
-- $19 text    embedding_model
-- $20 int4    embedding_dimensions
-- $21 bytea   llm_api_key, encrypted; a key that is not changed goes with the URL that it was for
-- Of the deployment:
-- $22 int4    message_threshold
-- $23 int4    keep_recent
--
-- One row: refusal text, and then as in settings_get. With a refusal nothing is changed, and the rest
-- is null:
--   keep_recent      it is not less than the message_threshold, and one of them is to change
--   embedding_model  there is to be one, without an llm_base_url where it is
-- No row: the organization is being erased.
--
-- Another model for embeddings, or another key for an own one, enqueues a job that has everything
-- embedded by it.
with old as materialized (
  select t.*
  from engram.organizations o
  join engram.organization_settings t using (organization_id)
  where o.organization_id = $1 and o.deleted_at is null
  for share of o
  for no key update of t
),
wanted as materialized (
  select organization_id, old.embedding_model_id as old_model_id,
    case when 'organization_memory_limit' = any ($2::text[]) then $3 else organization_memory_limit end as organization_memory_limit,
    case when 'project_memory_limit' = any ($2::text[]) then $4 else project_memory_limit end as project_memory_limit,
    case when 'user_memory_limit' = any ($2::text[]) then $5 else user_memory_limit end as user_memory_limit,
    case when 'consolidates' = any ($2::text[]) then $6 else consolidates end as consolidates,
    case when 'message_threshold' = any ($2::text[]) then $7 else message_threshold end as message_threshold,
    case when 'token_threshold' = any ($2::text[]) then $8 else token_threshold end as token_threshold,
    case when 'keep_recent' = any ($2::text[]) then $9 else keep_recent end as keep_recent,
    case when 'idle_seconds' = any ($2::text[]) then $10 else idle_seconds end as idle_seconds,
    case when 'summary_scope' = any ($2::text[]) then $11 else summary_scope end as summary_scope,
    case when 'retention' = any ($2::text[]) then $12 else retention end as retention,
    case when 'archive_days' = any ($2::text[]) then $13 else archive_days end as archive_days,
    case when 'embeds_messages' = any ($2::text[]) then $14 else embeds_messages end as embeds_messages,
    case when 'llm_base_url' = any ($2::text[]) then $15 else llm_base_url end as llm_base_url,
    case when 'llm_model' = any ($2::text[]) then $16 else llm_model end as llm_model,
    case when 'llm_temperature' = any ($2::text[]) then $17 else llm_temperature end as llm_temperature,
    case when 'llm_max_output_tokens' = any ($2::text[]) then $18 else llm_max_output_tokens end as llm_max_output_tokens,
    case when 'embedding_model' = any ($2::text[]) then $19 else embedding_model end as embedding_model,
    case when 'embedding_dimensions' = any ($2::text[]) then $20 else embedding_dimensions end as embedding_dimensions,
    case
      when 'llm_api_key' = any ($2::text[]) then $21
      when 'llm_base_url' = any ($2::text[]) and $15 is distinct from llm_base_url then null
      else llm_api_key
    end as llm_api_key
  from old
),
judged as materialized (
  select w.*,
    case
      when $2::text[] && '{message_threshold,keep_recent}'::text[]
        and coalesce(keep_recent, $23) >= coalesce(message_threshold, $22) then 'keep_recent'
      when embedding_model is not null and llm_base_url is null then 'embedding_model'
    end as refusal
  from wanted w
),
changed as (
  update engram.organization_settings t
  set organization_memory_limit = j.organization_memory_limit,
    project_memory_limit = j.project_memory_limit,
    user_memory_limit = j.user_memory_limit,
    consolidates = j.consolidates,
    message_threshold = j.message_threshold,
    token_threshold = j.token_threshold,
    keep_recent = j.keep_recent,
    idle_seconds = j.idle_seconds,
    summary_scope = j.summary_scope,
    retention = j.retention,
    archive_days = j.archive_days,
    embeds_messages = j.embeds_messages,
    llm_base_url = j.llm_base_url,
    llm_model = j.llm_model,
    llm_temperature = j.llm_temperature,
    llm_max_output_tokens = j.llm_max_output_tokens,
    embedding_model = j.embedding_model,
    embedding_dimensions = j.embedding_dimensions,
    llm_api_key = j.llm_api_key,
    embedding_model_id = case
      when (j.embedding_model, j.embedding_dimensions, j.llm_base_url)
        is not distinct from (t.embedding_model, t.embedding_dimensions, t.llm_base_url)
        then t.embedding_model_id
      else engram.own_embedding_model(
        j.embedding_model, j.embedding_dimensions, rtrim(j.llm_base_url, '/'))
    end
  from judged j
  where t.organization_id = j.organization_id and j.refusal is null
  returning t.*
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select c.organization_id, 2, 5, '00000000-0000-0000-0000-000000000000'
  from changed c
  join judged j using (organization_id)
  where c.embedding_model_id is distinct from j.old_model_id
    or c.embedding_model_id is not null and 'llm_api_key' = any ($2::text[])
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
    do nothing
)
select j.refusal,
  c.organization_memory_limit, c.project_memory_limit, c.user_memory_limit, c.consolidates,
  c.message_threshold, c.token_threshold, c.keep_recent, c.idle_seconds, c.summary_scope,
  c.retention, c.archive_days, c.embeds_messages, c.llm_base_url, c.llm_model, c.llm_temperature,
  c.llm_max_output_tokens, c.embedding_model, c.embedding_dimensions,
  c.llm_api_key is not null as has_llm_api_key
from judged j
left join changed c using (organization_id)
