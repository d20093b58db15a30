-- Deletes receipts that are seven days old. The system role's.
--
-- $1 int4  at most so many
--
-- One row: deleted int8, how many rows are gone.
with old as (
  select organization_id, receipt_id
  from engram.context_receipts
  where created_at < statement_timestamp() - interval '7 days'
  order by created_at
  limit $1
  for update skip locked
),
deleted as (
  delete from engram.context_receipts r
  using old
  where r.organization_id = old.organization_id and r.receipt_id = old.receipt_id
  returning 1
)
select count(*) as deleted from deleted
