-- A page of an organization's live users, in the order of their ids.
--
-- $1 text  organization_id
-- $2 text  only ids after this one; empty for the first page
-- $3 int4  at most so many rows
-- $4 int8  at most so many bytes
--
-- Rows as in user_get, and found: how many there are for this page and beyond, at most $3 + 1.
-- More than the rows returned means that another page follows.
select user_id, display_name, metadata, created_at, updated_at, found
from (
  select candidate.*,
    count(*) over () as found,
    -- 900: what the other fields of a row take at most.
    sum(900 + metadata_bytes) over (order by user_id) as bytes
  from (
    select m.*
    from engram.users m
    join engram.organizations o using (organization_id)
    where m.organization_id = $1
      and m.user_id > $2
      and m.deleted_at is null
      and o.deleted_at is null
    order by m.user_id
    limit $3::int4 + 1
  ) candidate
) page
where bytes <= $4::int8
order by user_id
limit $3
