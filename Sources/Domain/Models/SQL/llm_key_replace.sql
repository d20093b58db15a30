-- Puts the same key, encrypted anew, in the place of one that is still there. The system role's.
--
-- $1 text   organization_id
-- $2 bytea  what is there
-- $3 bytea  what comes in its place
--
-- One row, or none when it has changed: organization_id text.
update engram.organization_settings t
set llm_api_key = $3
where t.organization_id = $1 and t.llm_api_key = $2
returning t.organization_id
