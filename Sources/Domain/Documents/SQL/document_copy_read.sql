-- What a copy keeps of chunks of a document.
--
-- $1 text         organization_id
-- $2 uuid         document_id
-- $3 int8         version
-- $4 timestamptz  its updated_at
-- $5 int2         model_id of the embeddings
-- $6 int4         from this ordinal on
-- $7 int4         at most so many chunks
--
-- Rows in order: word_count int4, words bytea and embedding bytea (both as PostgreSQL sends them, the
-- latter null where there is none). None when that version is not there any more.
select c.word_count, tsvectorsend(ts_delete(c.words, engram.scope_word($1, c.scope_key))) as words,
  (
    select engram.embedding_bytes(e.embedding)
    from engram.chunk_embeddings e
    where e.organization_id = $1
      and e.document_id = $2
      and e.version = $3
      and e.ordinal = c.ordinal
      and e.model_id = $5::int2
  ) as embedding
from engram.documents d
join engram.document_chunks c
  on c.organization_id = $1 and c.document_id = $2 and c.version = $3
where d.organization_id = $1 and d.document_id = $2 and d.version = $3 and d.updated_at = $4
  and c.ordinal >= $6::int4
  and c.ordinal < $6::int4 + $7::int4
order by c.ordinal
