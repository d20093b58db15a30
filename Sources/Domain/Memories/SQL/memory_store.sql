-- Stores memories and evicts what is beyond the limits. Runs after memory_scope_lock in the same
-- unit.
--
-- One entry for each memory, those of one store together and in order:
-- $1  int8[]         its store: 1 for the first
-- $2  text[]         organization_ids
-- $3  uuid[]         memory_ids, each only once
-- $4  int2[]         scopes
-- $5  text[]         project_ids, null for none
-- $6  text[]         user_ids, null for none
-- $7  int2[]         types
-- $8  int2[]         importances, null when not given
-- $9  uuid[]         conversation_ids, null for none
-- $10 int8[]         from_seqs, null for none
-- $11 int8[]         to_seqs, null for none
-- $12 text[]         contents
-- $13 text[]         with what each content begins, and
-- $14 text[]         the rest of it, both as SearchText made them
-- $15 jsonb[]        metadata, null when not given
-- $16 timestamptz[]  expires_ats, null when not given
-- $17 bytea[]        content_hashes; two stores never bring the same to the same place
-- $18 bytea[]        request_hashes
-- Of the deployment:
-- $19 int4           limit of memories of an organization
-- $20 int4           of a project
-- $21 int4           of a user
-- $22 text           the text search configuration
--
-- Rows in the order of stores and memories: store int8, place int8 (the memory's place within its
-- store, 1 for the first), outcome text, evicted int8 (memories that made room for it), and the
-- memory as in memory_get, its content null where it is the one given.
--   added, updated, duplicate, evicted
--                    what became of it; evicted: as it would have been
--   repeated         the same request stored it before
-- Of a store of which nothing was written, only the memories that are at fault, without the memory:
--   conflict         another request stored one with this id
--   incomplete       its scope or the project it is bound to is to be created first
--   purging          these are being erased
--   no_conversation  there is no such conversation, or it has fewer messages
with given as materialized (
  select g.*,
    case g.scope when 1 then '1' when 2 then '2:' || g.project_id else '3:' || g.user_id end
      as scope_key
  from rows from (
    unnest(
      $1::int8[], $2::text[], $3::uuid[], $4::int2[], $5::text[], $6::text[], $7::int2[],
      $8::int2[], $9::uuid[], $10::int8[], $11::int8[], $12::text[], $13::text[], $14::text[],
      $15::jsonb[], $16::timestamptz[], $17::bytea[], $18::bytea[]),
    -- Of this the planner expects 1,000 rows, of an array 10: for so few it would compare each of the
    -- rows below with each, which takes seconds for a full store.
    generate_series(1, cardinality($1::int8[]))
  ) as g (
    store, organization_id, memory_id, scope, project_id, user_id, type, importance,
    conversation_id, from_seq, to_seq, content, lead, rest, metadata, expires_at, content_hash,
    request_hash, number)
),
scope as materialized (
  select s.*
  from (select distinct organization_id, scope_key from given) g
  cross join lateral (
    select s.organization_id, s.scope_key,
      s.deleted_at is null and o.deleted_at is null and p.deleted_at is null
        and u.deleted_at is null as is_live,
      case s.scope
        when 1 then coalesce(t.organization_memory_limit, $19::int4)
        when 2 then coalesce(t.project_memory_limit, $20::int4)
        else coalesce(t.user_memory_limit, $21::int4)
      end as capacity
    from engram.memory_scopes s
    join engram.organizations o using (organization_id)
    left join engram.organization_settings t using (organization_id)
    left join engram.projects p
      on p.organization_id = s.organization_id and p.project_id = s.project_id
    left join engram.users u on u.organization_id = s.organization_id and u.user_id = s.user_id
    where s.organization_id = g.organization_id and s.scope_key = g.scope_key
    offset 0
  ) s
),
-- From here on only what decides; the rest of a memory is looked up by its number in the end.
judged as materialized (
  select g.store, g.number, g.organization_id, g.memory_id, g.scope_key, g.importance,
    g.first_number, twin.memory_id as twin_id,
    case
      when k.request_hash <> g.request_hash then 'conflict'
      when s.is_live is null then 'incomplete'
      when not s.is_live then 'purging'
      when k.memory_id is not null then 'repeated'
      when g.scope = 3 and g.project_id is not null
        and (b.project_id is null or b.purged_at is not null) then 'incomplete'
      when b.deleted_at is not null then 'purging'
      when g.conversation_id is not null and coalesce(g.to_seq, 0) >= coalesce(c.next_seq, 0)
        then 'no_conversation'
      when g.repetition > 1 then 'duplicate'
      when twin.memory_id is not null then 'updated'
      else 'added'
    end as verdict
  from (
    select g.*,
      -- The first one of those with the same content in the same place stands for them.
      row_number() over same_content as repetition,
      first_value(g.number) over same_content as first_number
    from given g
    window same_content as (
      partition by g.organization_id, g.scope_key, g.content_hash,
        case when g.scope = 3 then g.project_id end
      order by g.number)
  ) g
  left join scope s using (organization_id, scope_key)
  left join lateral (
    select k.memory_id, k.request_hash
    from engram.memories k
    where k.organization_id = g.organization_id and k.memory_id = g.memory_id
    offset 0
  ) k on true
  left join lateral (
    select b.project_id, b.deleted_at, b.purged_at
    from engram.projects b
    where b.organization_id = g.organization_id and b.project_id = g.project_id
    offset 0
  ) b on g.scope = 3
  left join lateral (
    select c.next_seq
    from engram.live_conversations c
    where c.organization_id = g.organization_id and c.conversation_id = g.conversation_id
    offset 0
  ) c on g.conversation_id is not null
  left join lateral (
    select m.memory_id
    from engram.memories m
    where m.organization_id = g.organization_id
      and m.content_hash = g.content_hash
      and m.scope_key = g.scope_key
      and (g.scope <> 3 or m.project_id is not distinct from g.project_id)
      and (m.expires_at is null or m.expires_at > statement_timestamp())
      and m.superseded_by is null
    order by m.created_at, m.memory_id
    limit 1
  ) twin on k.memory_id is null and g.repetition = 1
),
decided as materialized (
  select j.*,
    -- As columns, since with row-level security an expression that might leak finds nothing by index.
    coalesce(twin_id, memory_id) as kept_id,
    case when verdict <> 'added' then coalesce(twin_id, memory_id) end as known_id,
    row_number() over (partition by store order by number) as place,
    bool_or(verdict in ('conflict', 'incomplete', 'purging', 'no_conversation'))
      over (partition by store) as is_refused
  from judged j
),
fresh as materialized (
  select * from decided where not is_refused and verdict = 'added'
),
merged as materialized (
  select d.number, m.organization_id, m.memory_id, m.scope_key, m.created_at, m.type as old_type,
    d.type, coalesce(d.importance, m.importance) as importance,
    m.importance as old_importance,
    coalesce(d.metadata, m.metadata) as metadata, m.metadata as old_metadata,
    coalesce(d.expires_at, m.expires_at) as expires_at, m.expires_at as old_expires_at,
    coalesce(d.conversation_id, m.conversation_id) as conversation_id,
    case when d.conversation_id is null then m.from_seq else d.from_seq end as from_seq,
    case when d.conversation_id is null then m.to_seq else d.to_seq end as to_seq,
    m.conversation_id as old_conversation_id, m.from_seq as old_from_seq, m.to_seq as old_to_seq
  from (
    select g.*, d.twin_id
    from decided d
    join given g on g.number = d.number
    where not d.is_refused and d.verdict = 'updated'
  ) d
  cross join lateral (
    select m.*
    from engram.memories m
    where m.organization_id = d.organization_id and m.memory_id = d.twin_id
    offset 0
  ) m
),
change as materialized (
  select m.*,
    array_remove(
      array[
        case when type <> old_type then 'type' end,
        case when importance <> old_importance then 'importance' end,
        case when metadata is distinct from old_metadata then 'metadata_json' end,
        case when expires_at is distinct from old_expires_at then 'expires_at' end,
        case when conversation_id is distinct from old_conversation_id
          then 'conversation_id' end,
        case when from_seq is distinct from old_from_seq then 'from_seq' end,
        case when to_seq is distinct from old_to_seq then 'to_seq' end
      ], null) as changed
  from merged m
),
room as materialized (
  select s.organization_id, s.scope_key,
    greatest(
      (
        select count(*)
        from engram.memories m
        where m.organization_id = s.organization_id and m.scope_key = s.scope_key
      )
      + (
        select count(*)
        from fresh f
        where f.organization_id = s.organization_id and f.scope_key = s.scope_key
      )
      - s.capacity, 0) as excess
  from scope s
  where s.is_live
    and exists (
      select
      from decided d
      where d.organization_id = s.organization_id
        and d.scope_key = s.scope_key
        and not d.is_refused
    )
),
candidate as (
  select r.organization_id, r.scope_key, r.excess, m.memory_id, m.is_expired, m.importance,
    m.created_at, 0::int8 as number
  from room r
  cross join lateral (
    (
      select m.memory_id, true as is_expired, m.importance, m.created_at
      from engram.memories m
      where m.organization_id = r.organization_id
        and m.scope_key = r.scope_key
        and m.expires_at <= statement_timestamp()
      order by m.importance, m.created_at, m.memory_id
      limit r.excess
    )
    union all
    (
      select m.memory_id, false, m.importance, m.created_at
      from engram.memories m
      where m.organization_id = r.organization_id
        and m.scope_key = r.scope_key
        and (m.expires_at is null or m.expires_at > statement_timestamp())
        and not exists (
          select
          from merged t
          where t.organization_id = m.organization_id and t.memory_id = m.memory_id
        )
      order by m.importance, m.created_at, m.memory_id
      limit r.excess
    )
  ) m
  where r.excess > 0
  union all
  select r.organization_id, r.scope_key, r.excess, t.memory_id, false, t.importance,
    t.created_at, 0
  from room r
  join merged t using (organization_id, scope_key)
  where r.excess > 0
  union all
  select r.organization_id, r.scope_key, r.excess, f.memory_id, false,
    coalesce(f.importance, 5::int2), statement_timestamp(), f.number
  from room r
  join fresh f using (organization_id, scope_key)
  where r.excess > 0
),
victim as materialized (
  select organization_id, scope_key, memory_id, is_expired, created_at, number
  from (
    select c.*,
      row_number() over (
        partition by organization_id, scope_key
        order by is_expired desc, importance, created_at, number, memory_id) as turn
    from candidate c
  ) c
  where turn <= excess
),
removed as (
  delete from engram.memories m
  using victim v
  where m.organization_id = v.organization_id and m.memory_id = v.memory_id and v.number = 0
  returning m.organization_id, m.memory_id, m.scope_key, m.created_at, v.is_expired
),
kept as materialized (
  select f.*
  from fresh f
  where not exists (
    select
    from victim v
    where v.organization_id = f.organization_id and v.memory_id = f.memory_id
  )
),
inserted as (
  insert into engram.memories (
    organization_id, memory_id, scope, project_id, user_id, type, importance, conversation_id,
    from_seq, to_seq, content, metadata, content_hash, request_hash, words, word_count,
    created_at, updated_at, expires_at)
  select g.organization_id, g.memory_id, g.scope, g.project_id, g.user_id, g.type,
    coalesce(g.importance, 5::int2), g.conversation_id, g.from_seq, g.to_seq, g.content,
    g.metadata, g.content_hash, g.request_hash, w.words, length(w.words), statement_timestamp(),
    statement_timestamp(), g.expires_at
  from kept k
  join given g on g.number = k.number
  cross join lateral (
    select setweight(to_tsvector($22::text::regconfig, g.lead), 'A')
      || to_tsvector($22::text::regconfig, g.rest) as words
  ) w
),
queued as (
  insert into engram.jobs (organization_id, queue, subject_kind, subject_id)
  select organization_id, 2, 1, memory_id
  from kept
  on conflict (organization_id, queue, subject_kind, subject_id, state) where state in (1, 2)
    do nothing
),
moved as (
  update engram.memory_embeddings e
  set expires_at = c.expires_at
  from change c
  where e.organization_id = c.organization_id
    and e.memory_id = c.memory_id
    and 'expires_at' = any(c.changed)
),
updated as (
  update engram.memories m
  set type = c.type,
      importance = c.importance,
      metadata = c.metadata,
      expires_at = c.expires_at,
      conversation_id = c.conversation_id,
      from_seq = c.from_seq,
      to_seq = c.to_seq,
      updated_at = statement_timestamp()
  from change c
  where m.organization_id = c.organization_id
    and m.memory_id = c.memory_id
    and c.changed <> '{}'
    and not exists (
      select
      from victim v
      where v.organization_id = c.organization_id and v.memory_id = c.memory_id
    )
),
noted as (
  insert into engram.memory_events (
    organization_id, memory_id, occurred_at, scope_key, event, changed, added_at)
  select organization_id, memory_id, statement_timestamp(), scope_key,
    case when is_expired then 5 else 4 end, '{}', created_at
  from removed
  union all
  select organization_id, memory_id, statement_timestamp(), scope_key, 2, changed, created_at
  from change c
  where changed <> '{}'
    and not exists (
      select
      from victim v
      where v.organization_id = c.organization_id and v.memory_id = c.memory_id
    )
),
-- Who made how many others go: those kept one each, the latest first, and one of them the rest.
turn as (
  select d.number,
    row_number() over (
      partition by d.organization_id, d.scope_key
      order by (k.number is not null) desc, d.number desc) as turn,
    count(*) over (partition by d.organization_id, d.scope_key) as turns,
    v.evicted
  from decided d
  left join kept k on k.number = d.number
  join (
    select organization_id, scope_key, count(*) as evicted
    from removed
    group by organization_id, scope_key
  ) v on v.organization_id = d.organization_id and v.scope_key = d.scope_key
  where not d.is_refused
)
select d.store, d.place,
  case
    when not d.is_refused and v.memory_id is not null then 'evicted'
    when d.verdict = 'updated' and c.changed = '{}' then 'duplicate'
    else d.verdict
  end as outcome,
  coalesce(
    (t.turn <= t.evicted)::int::int8
    + case when t.turn = t.turns then greatest(t.evicted - t.turns, 0) else 0 end, 0) as evicted,
  coalesce(s.memory_id, l.kept_id) as memory_id,
  coalesce(c.type, s.type, g.type) as type,
  g.scope, case when s.memory_id is not null then s.project_id else g.project_id end as project_id,
  case when s.memory_id is not null then s.user_id else g.user_id end as user_id,
  case when c.number is not null then c.conversation_id when s.memory_id is not null
    then s.conversation_id else g.conversation_id end as conversation_id,
  case when c.number is not null then c.from_seq when s.memory_id is not null then s.from_seq
    else g.from_seq end as from_seq,
  case when c.number is not null then c.to_seq when s.memory_id is not null then s.to_seq
    else g.to_seq end as to_seq,
  case when d.verdict = 'repeated' then s.content end as content,
  coalesce(c.importance, s.importance, g.importance, 5::int2) as importance,
  case when c.number is not null then c.metadata when s.memory_id is not null then s.metadata
    else g.metadata end as metadata,
  coalesce(e.is_ready, false) as is_ready,
  coalesce(s.created_at, statement_timestamp()) as created_at,
  case when c.changed <> '{}' then statement_timestamp()
    else coalesce(s.updated_at, statement_timestamp()) end as updated_at,
  case when c.number is not null then c.expires_at when s.memory_id is not null then s.expires_at
    else g.expires_at end as expires_at,
  coalesce(s.origin, 1::int2) as origin, s.consolidation_id, s.superseded_by
from decided d
join decided l on l.number = d.first_number
join given g on g.number = d.first_number
left join turn t on t.number = d.number
left join change c on c.number = l.number
left join victim v
  on v.organization_id = l.organization_id
  and v.memory_id = l.kept_id
left join lateral (
  select s.*
  from engram.memories s
  where s.organization_id = l.organization_id and s.memory_id = l.known_id
  offset 0
) s on l.known_id is not null
left join lateral (
  select true as is_ready
  from engram.memory_embeddings e
  join engram.models_in_use a
    on a.organization_id = e.organization_id and a.model_id = e.model_id and a.state = 2
  where e.organization_id = s.organization_id and e.memory_id = s.memory_id
  offset 0
) e on s.memory_id is not null
where not d.is_refused
  or d.verdict in ('conflict', 'incomplete', 'purging', 'no_conversation')
order by d.store, d.place
