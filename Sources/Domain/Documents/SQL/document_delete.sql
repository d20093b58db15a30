-- Deletes a document that is there to be seen, and its chunks.
--
-- $1 text  organization_id
-- $2 uuid  document_id
--
-- One row when there was one, without columns of interest.
delete from engram.documents d
where d.organization_id = $1
  and d.document_id = $2
  and exists (
    select from engram.live_documents l where l.organization_id = $1 and l.document_id = $2
  )
returning 1
