-- Organizations' keys after one organization, encrypted, in the byte order of their ids. The system
-- role's.
--
-- $1 text  an organization_id, or '' for the first ones
-- $2 int4  at most so many
--
-- Rows: organization_id text, llm_api_key bytea.
select t.organization_id, t.llm_api_key
from engram.organization_settings t
where t.organization_id > $1 and t.llm_api_key is not null
order by t.organization_id
limit $2
