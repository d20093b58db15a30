-- How far a model is built, of the chunks of documents. The system role's.
--
-- $1 int2  model_id
--
-- One row: embedded int8 of texts int8.
select
  (
    select coalesce(sum(embedded_count), 0)
    from engram.document_embeddings e
    where e.model_id = $1
  )::int8 as embedded,
  (select coalesce(sum(chunk_count), 0) from engram.documents)::int8 as texts
