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
-- $19 bytea   llm_api_key, encrypted; a key that is not changed goes with the URL that it was for
-- Of the deployment:
-- $20 int4    message_threshold
-- $21 int4    keep_recent
--
-- One row: is_refused bool, and then as in settings_get. Refused, with nothing changed and nulls, is
-- a keep_recent that is not less than the message_threshold, if one of them is to change. No row: the
-- organization is being erased.
with live as materialized (
  select o.organization_id
  from engram.organizations o
  where o.organization_id = $1 and o.deleted_at is null
  for share
),
changed as (
  update engram.organization_settings t
  set organization_memory_limit = case when 'organization_memory_limit' = any ($2::text[]) then $3 else t.organization_memory_limit end,
    project_memory_limit = case when 'project_memory_limit' = any ($2::text[]) then $4 else t.project_memory_limit end,
    user_memory_limit = case when 'user_memory_limit' = any ($2::text[]) then $5 else t.user_memory_limit end,
    consolidates = case when 'consolidates' = any ($2::text[]) then $6 else t.consolidates end,
    message_threshold = case when 'message_threshold' = any ($2::text[]) then $7 else t.message_threshold end,
    token_threshold = case when 'token_threshold' = any ($2::text[]) then $8 else t.token_threshold end,
    keep_recent = case when 'keep_recent' = any ($2::text[]) then $9 else t.keep_recent end,
    idle_seconds = case when 'idle_seconds' = any ($2::text[]) then $10 else t.idle_seconds end,
    summary_scope = case when 'summary_scope' = any ($2::text[]) then $11 else t.summary_scope end,
    retention = case when 'retention' = any ($2::text[]) then $12 else t.retention end,
    archive_days = case when 'archive_days' = any ($2::text[]) then $13 else t.archive_days end,
    embeds_messages = case when 'embeds_messages' = any ($2::text[]) then $14 else t.embeds_messages end,
    llm_base_url = case when 'llm_base_url' = any ($2::text[]) then $15 else t.llm_base_url end,
    llm_model = case when 'llm_model' = any ($2::text[]) then $16 else t.llm_model end,
    llm_temperature = case when 'llm_temperature' = any ($2::text[]) then $17 else t.llm_temperature end,
    llm_max_output_tokens = case when 'llm_max_output_tokens' = any ($2::text[]) then $18 else t.llm_max_output_tokens end,
    llm_api_key = case
      when 'llm_api_key' = any ($2::text[]) then $19
      when 'llm_base_url' = any ($2::text[]) and $15 is distinct from t.llm_base_url then null
      else t.llm_api_key
    end
  from live l
  where t.organization_id = l.organization_id
    and (
      not $2::text[] && '{message_threshold,keep_recent}'::text[]
      or coalesce(case when 'keep_recent' = any ($2::text[]) then $9 else t.keep_recent end, $21)
        < coalesce(
          case when 'message_threshold' = any ($2::text[]) then $7 else t.message_threshold end,
          $20)
    )
  returning t.*
)
select c.organization_id is null as is_refused,
  c.organization_memory_limit, c.project_memory_limit, c.user_memory_limit, c.consolidates,
  c.message_threshold, c.token_threshold, c.keep_recent, c.idle_seconds, c.summary_scope,
  c.retention, c.archive_days, c.embeds_messages, c.llm_base_url, c.llm_model, c.llm_temperature,
  c.llm_max_output_tokens, c.llm_api_key is not null as has_llm_api_key
from live l
left join changed c using (organization_id)
