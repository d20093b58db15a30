-- Makes a model the first one of the deployment, unless it has one. The system role's.
--
-- $1 text  name
-- $2 int4  dimensions
-- $3 text  base_url, null for the built-in provider
--
-- No rows.
insert into engram.embedding_models (name, dimensions, base_url, state)
select $1, $2, $3, 2
where not exists (select from engram.embedding_models where state = 2)
on conflict do nothing
