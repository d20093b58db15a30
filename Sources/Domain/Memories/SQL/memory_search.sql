-- The memories that a search found in copies of scopes, if the copies are still what the database
-- has.
--
-- $1 text    organization_id
-- $2 text[]  keys of the scopes that the caller sees
-- $3 text    project_id of the caller, null for none
-- $4 int8[]  versions of the copies, in step with $2: 0 where there is none, null where any will do
-- $5 bool    whether memories that are bound to the project were seen
-- $6 uuid[]  memory_ids, best first
-- $7 bool[]  whether each has an embedding, in step with $6
-- $8 int8    at most so many bytes, but for the first memory
-- $9 int2    model_id that $7 speaks of, 0 for none
--
-- Rows in the order of $6: is_current bool, sees_project bool, versions int8[] (those of the scopes
-- in the order of $2, 0 for one that is not there to be seen), moment timestamptz (by which what has
-- expired was left out), and the memory as in memory_get.
-- One row without a memory when there is none to show: because is_current is false (the copies are
-- not complete) or sees_project is (the project is not there, and its memories were seen).
with scope as materialized (
  select array_agg(coalesce(s.version, 0) order by w.place) as versions,
    bool_and(
      case when w.version is null then s.version is not null
        else coalesce(s.version, 0) = w.version end) as is_current
  from unnest($2::text[], $4::int8[]) with ordinality as w (scope_key, version, place)
  left join lateral (
    select s.version
    from engram.live_memory_scopes s
    where s.organization_id = $1 and s.scope_key = w.scope_key
    offset 0
  ) s on true
),
state as materialized (
  select s.versions, coalesce(s.is_current, true) as is_current,
    not $5::bool
    or exists (
      select
      from engram.projects p
      where p.organization_id = $1 and p.project_id = $3::text and p.deleted_at is null
    ) as sees_project,
    exists (
      select
      from engram.models_in_use a
      where a.organization_id = $1 and a.model_id = $9::int2 and a.state = 2
    ) as is_model_active
  from scope s
),
found as (
  select m.*, w.place,
    -- Processes learn a little later that another model is the active one.
    case when state.is_model_active then w.is_ready
      else exists (
        select
        from engram.memory_embeddings e
        join engram.models_in_use a
          on a.organization_id = e.organization_id and a.model_id = e.model_id and a.state = 2
        where e.organization_id = $1 and e.memory_id = m.memory_id
      ) end as is_ready,
    -- 1300: what the other fields of a row take at most.
    sum(1300 + octet_length(m.content) + m.metadata_bytes) over (order by w.place) as bytes
  from state
  cross join unnest($6::uuid[], $7::bool[]) with ordinality as w (id, is_ready, place)
  cross join lateral (
    select m.memory_id, m.type, m.scope, m.project_id, m.user_id, m.conversation_id, m.from_seq,
      m.to_seq, m.content, m.importance, m.metadata, m.metadata_bytes, m.created_at, m.updated_at,
      m.expires_at, m.origin, m.consolidation_id, m.superseded_by
    from engram.memories m
    where m.organization_id = $1
      and m.memory_id = w.id
      and m.scope_key = any ($2::text[])
      and m.superseded_by is null
      and (m.scope <> 3 or m.project_id is null or m.project_id = $3::text)
      and (m.expires_at is null or m.expires_at > statement_timestamp())
    offset 0
  ) m
  where state.is_current and state.sees_project
)
select s.is_current, s.sees_project, s.versions, statement_timestamp() as moment, f.memory_id,
  f.type, f.scope, f.project_id, f.user_id, f.conversation_id, f.from_seq, f.to_seq, f.content,
  f.importance, f.metadata, f.is_ready, f.created_at, f.updated_at, f.expires_at, f.origin,
  f.consolidation_id, f.superseded_by
from state s
left join found f on f.bytes <= $8::int8
order by f.place
