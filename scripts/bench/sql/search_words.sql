-- A search of memories in SQL, first part: those that hold words of a query, best first, by BM25.
-- The service ranks copies of its own; this is what PostgreSQL would have to do without them.
--
-- $1  text           organization_id
-- $2  text[]         keys of the scopes that the caller sees
-- $3  text           project_id of the caller, null for none
-- $4  text           name of the text search configuration that the memories are indexed with
-- $5  text           the query, as SearchText.query made it
-- $6  int2[]         only of these types
-- $7  int2           only of at least this importance
-- $8  jsonb          only with metadata that contains this; null for all
-- $9  timestamptz    only created at or after this; null for all
-- $10 timestamptz    only created before this; null for all
--
-- At most 100 rows, best first: memory_id uuid, score float8 (above 0).
--
-- Each word of the query weighs by how rare it is among all memories of the scope, whatever $6 to
-- $10 leave of them: ln((n - df + 0.5) / (df + 0.5)), and nothing when half of them hold it. Few
-- memories count as 20, or a word of one of two would weigh nothing. k1 = 1.2, b = 0.3.
--
-- ts_rank of one word is the sum of 1/i² over its first to last occurrence, divided by 1.644934: a
-- frequency that grows less and less, and 0 where the word is not.
-- Each scope is read for itself, by an index, whatever the planner believes of an organization that
-- is newer than its statistics.
with seen as materialized (
  select s.scope_key
  from unnest($2::text[]) as wanted (scope_key)
  cross join lateral (
    select s.scope_key
    from engram.live_memory_scopes s
    where s.organization_id = $1 and s.scope_key = wanted.scope_key
    offset 0
  ) s
),
caller as materialized (
  select (
    select p.project_id
    from engram.projects p
    where p.organization_id = $1 and p.project_id = $3::text and p.deleted_at is null
  ) as project_id
),
term as materialized (
  select row_number() over (order by positions[1]) as term, query
  from (
    select positions,
      ('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''')::tsquery as query
    from unnest(to_tsvector($4::text::regconfig, $5::text))
    -- Each word is looked for in each memory.
    order by positions[1]
    limit 32
  ) first_words
),
any_term as materialized (
  select string_agg(query::text, ' | ')::tsquery as query from term
),
visible as materialized (
  select v.*
  from seen
  cross join lateral (
    select m.memory_id, m.word_count,
      case when m.words @@ (select query from any_term) then m.words end as words,
      m.type = any ($6::int2[])
        and m.importance >= $7::int2
        and ($8::jsonb is null or m.metadata @> $8)
        and ($9::timestamptz is null or m.created_at >= $9)
        and ($10::timestamptz is null or m.created_at < $10) as is_wanted
    from engram.memories m
    where m.organization_id = $1
      and m.scope_key = seen.scope_key
      and (m.scope <> 3 or m.project_id is null or m.project_id = (select project_id from caller))
      and (m.expires_at is null or m.expires_at > statement_timestamp())
    offset 0
  ) v
),
total as materialized (
  select greatest(count(*), 20)::float8 as memories,
    greatest(avg(word_count), 1)::float8 as words
  from visible
),
matching as materialized (
  select * from visible where words is not null
),
hit as materialized (
  select term.term, v.memory_id, v.word_count, v.is_wanted, f.frequency
  from matching v
  cross join term
  cross join lateral (
    select 1.644934::float8 * ts_rank('{1, 1, 1, 1}', v.words, term.query) offset 0
  ) f (frequency)
  where f.frequency > 0
),
weighed as materialized (
  select hit.term, ln((total.memories - count(*) + 0.5::float8) / (count(*) + 0.5::float8)) as weight
  from hit cross join total
  group by hit.term, total.memories
)
select hit.memory_id,
  sum(
    weighed.weight * hit.frequency * 2.2::float8
      / (hit.frequency + 1.2::float8 * (0.7::float8 + 0.3::float8 * hit.word_count / total.words))
  ) as score
from hit
join weighed using (term)
cross join total
where hit.is_wanted and weighed.weight > 0
group by hit.memory_id
order by score desc, hit.memory_id
limit 100
