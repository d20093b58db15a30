-- Begins to change to another model, or goes on with that; one that organizations have of their own is
-- taken as it is. Runs after embedding_model_await in the same unit. The system role's.
--
-- $1 text  name
-- $2 int4  dimensions
-- $3 text  base_url, null for the built-in provider
--
-- One row: outcome text and model_id int2.
--   building  it is being built, from now on or already
--   active    it is the active one
--   other     another one is being built
with same as (
  select model_id, state
  from engram.embedding_models
  where name = $1 and dimensions = $2 and base_url is not distinct from $3 and state in (1, 2)
),
other as (
  select model_id from engram.embedding_models where state = 1
),
taken as (
  update engram.embedding_models m
  set state = 1
  where m.name = $1 and m.dimensions = $2 and m.base_url = $3 and m.state = 4
    and not exists (select from same)
    and not exists (select from other)
  returning m.model_id
),
begun as (
  insert into engram.embedding_models (name, dimensions, base_url, state)
  select $1, $2, $3, 1
  where not exists (select from same) and not exists (select from other)
    and not exists (select from taken)
  returning model_id
)
select 'building' as outcome, model_id from begun
union all
select 'building', model_id from taken
union all
select case state when 1 then 'building' else 'active' end, model_id from same
union all
select 'other', model_id from other where not exists (select from same)
limit 1
