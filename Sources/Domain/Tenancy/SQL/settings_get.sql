-- The settings of a live organization.
--
-- $1 text  organization_id
--
-- One row, or none; each column is null where it is the deployment's: organization_memory_limit int4,
-- project_memory_limit int4, user_memory_limit int4, consolidates bool, message_threshold int4,
-- token_threshold int4, keep_recent int4, idle_seconds int4, summary_scope int2, retention int2,
-- archive_days int4, embeds_messages bool, llm_base_url text, llm_model text, llm_temperature float8,
-- llm_max_output_tokens int4, embedding_model text and embedding_dimensions int4; then has_llm_api_key
-- bool.
select t.organization_memory_limit, t.project_memory_limit, t.user_memory_limit, t.consolidates,
  t.message_threshold, t.token_threshold, t.keep_recent, t.idle_seconds, t.summary_scope,
  t.retention, t.archive_days, t.embeds_messages, t.llm_base_url, t.llm_model, t.llm_temperature,
  t.llm_max_output_tokens, t.embedding_model, t.embedding_dimensions,
  t.llm_api_key is not null as has_llm_api_key
from engram.organizations o
left join engram.organization_settings t using (organization_id)
where o.organization_id = $1 and o.deleted_at is null
