-- What a live organization has set of its model, with its key.
--
-- $1 text  organization_id
--
-- One row, or none; each column is null where it is the deployment's: llm_base_url text, llm_model
-- text, llm_temperature float8, llm_max_output_tokens int4 and llm_api_key bytea, encrypted.
select t.llm_base_url, t.llm_model, t.llm_temperature, t.llm_max_output_tokens, t.llm_api_key
from engram.organizations o
join engram.organization_settings t using (organization_id)
where o.organization_id = $1 and o.deleted_at is null
