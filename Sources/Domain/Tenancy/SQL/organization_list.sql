-- A page of the deployment's live organizations, in the order of their ids. The system role's.
--
-- $1 text    only ids after this one; empty for the first page
-- $2 int4    at most so many rows
-- $3 int8    at most so many bytes
--
-- Rows as in organization_get, and found: how many there are for this page and beyond, at most
-- $2 + 1. More than the rows returned means that another page follows.
select organization_id, display_name, metadata, created_at, updated_at, found
from (
  select candidate.*,
    count(*) over () as found,
    -- 900: what the other fields of a row take at most.
    sum(900 + metadata_bytes) over (order by organization_id) as bytes
  from (
    select *
    from engram.organizations
    where organization_id > $1 and deleted_at is null
    order by organization_id
    limit $2::int4 + 1
  ) candidate
) page
where bytes <= $3::int8
order by organization_id
limit $2
