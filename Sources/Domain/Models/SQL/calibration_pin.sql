-- The factor of a conversation for a model, which stays the same until it is consolidated again.
--
-- $1 text  organization_id
-- $2 uuid  conversation_id
-- $3 text  the model
-- $4 int8  the conversation's consolidated_seq
-- $5 int4  models that a conversation may have a factor for
--
-- One row: factor float8. None: there is no such conversation, it has factors for enough other models,
-- or one for this since it was consolidated again.
with pinned as (
  select p.factor
  from engram.token_pins p
  where p.organization_id = $1 and p.conversation_id = $2 and p.model = $3
    and p.consolidated_seq = $4
),
made as (
  insert into engram.token_pins as p (
    organization_id, conversation_id, model, consolidated_seq, factor)
  select c.organization_id, c.conversation_id, $3, $4, coalesce(t.factor, 1)
  from engram.live_conversations c
  left join engram.token_calibrations t on t.organization_id = c.organization_id and t.model = $3
  where c.organization_id = $1 and c.conversation_id = $2 and not exists (select from pinned)
    and (
      select count(*) filter (where k.model <> $3)
      from engram.token_pins k
      where k.organization_id = $1 and k.conversation_id = $2
    ) < $5::int4
  -- Another process may have been faster.
  on conflict (organization_id, conversation_id, model) do update
  set consolidated_seq = excluded.consolidated_seq,
      factor = case
        when p.consolidated_seq = excluded.consolidated_seq then p.factor else excluded.factor
      end
  where p.consolidated_seq <= excluded.consolidated_seq
  returning p.factor
)
select factor from pinned
union all
select factor from made
