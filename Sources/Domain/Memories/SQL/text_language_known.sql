-- Whether there is a built-in text search configuration.
--
-- $1 text  name
--
-- One row: is_known bool.
select exists (
  select
  from pg_catalog.pg_ts_config
  where cfgname = $1 and cfgnamespace = 'pg_catalog'::regnamespace
) as is_known
