-- Gives models of live organizations a factor to learn, where they have none: 1. The system role's.
--
-- $1 text[]  organization_ids
-- $2 text[]  the models, one for each
-- $3 int4    models that an organization may have
--
-- No rows.
insert into engram.token_calibrations (organization_id, model)
select r.organization_id, r.model
from unnest($1::text[], $2::text[]) as r (organization_id, model)
join (
  select o.organization_id
  from engram.organizations o
  where o.organization_id = any ($1) and o.deleted_at is null
  order by o.organization_id
  for share
) live using (organization_id)
where (
  select count(*) from engram.token_calibrations c where c.organization_id = r.organization_id
) < $3
order by r.organization_id, r.model
on conflict do nothing
