-- Waits for changes of organizations' settings that are under way: what they change may be left to the
-- job that is being done. Runs before embedding_model_await in the same unit. The system role's.
--
-- $1 text[]  organization_ids
--
-- One row without columns of interest.
select count(*)
from (
  select
  from engram.organization_settings t
  where t.organization_id = any ($1::text[])
  order by t.organization_id
  for share
) t
