-- Evicts what is beyond a limit that was lowered, from some scopes, in the order of their keys. The
-- system role's.
--
-- $1 text  organization_id and
-- $2 text  scope_key after which to begin; empty for the first
-- $3 int4  at most so many scopes, and at most so many memories of them
-- $4 int4  the deployment's limit of memories of an organization
-- $5 int4  of a project
-- $6 int4  of a user
--
-- One row when there are scopes left: organization_id and scope_key of the last one looked at, and
-- evicted int8; where that is above 0 there may be more to evict among the same scopes. Scopes that another statement holds are left to it: a store does the same.
with scope as materialized (
  select s.organization_id, s.scope_key,
    case s.scope
      when 1 then coalesce(t.organization_memory_limit, $4::int4)
      when 2 then coalesce(t.project_memory_limit, $5::int4)
      else coalesce(t.user_memory_limit, $6::int4)
    end as capacity
  from engram.memory_scopes s
  left join engram.organization_settings t using (organization_id)
  where (s.organization_id, s.scope_key) > ($1, $2)
  order by s.organization_id, s.scope_key
  limit $3
),
crowded as materialized (
  select c.organization_id, c.scope_key, c.excess
  from (
    select s.*,
      (
        select count(*)
        from engram.memories m
        where m.organization_id = s.organization_id and m.scope_key = s.scope_key
      ) - s.capacity as excess
    from scope s
  ) c
  join engram.memory_scopes s using (organization_id, scope_key)
  where c.excess > 0
  for no key update of s skip locked
),
raised as (
  update engram.memory_scopes s
  set version = engram.version_after(s.version)
  from crowded c
  where s.organization_id = c.organization_id and s.scope_key = c.scope_key
),
victim as materialized (
  select m.*
  from crowded c
  cross join lateral (
    select m.organization_id, m.memory_id, m.updated_at,
      coalesce(m.expires_at <= statement_timestamp(), false) as is_expired
    from engram.memories m
    where m.organization_id = c.organization_id and m.scope_key = c.scope_key
    order by coalesce(m.expires_at <= statement_timestamp(), false) desc,
      m.importance, m.created_at, m.memory_id
    limit c.excess
  ) m
  limit $3
),
removed as (
  delete from engram.memories m
  using victim v
  where m.organization_id = v.organization_id
    and m.memory_id = v.memory_id
    -- One that has changed since it was judged is judged anew.
    and m.updated_at = v.updated_at
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at, v.is_expired
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key,
    case when is_expired then 5 else 4 end, created_at
  from removed
)
select organization_id, scope_key, (select count(*) from removed) as evicted
from scope
order by organization_id desc, scope_key desc
limit 1
