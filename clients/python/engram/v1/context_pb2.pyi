from engram.v1 import message_pb2 as _message_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

CONTEXT_FORM_RENDERED: ContextForm
CONTEXT_FORM_SECTIONS: ContextForm
CONTEXT_FORM_UNSPECIFIED: ContextForm
CONTEXT_SECTION_TYPE_DOCUMENTS: ContextSectionType
CONTEXT_SECTION_TYPE_MEMORIES: ContextSectionType
CONTEXT_SECTION_TYPE_MESSAGES: ContextSectionType
CONTEXT_SECTION_TYPE_RECALLED_MESSAGES: ContextSectionType
CONTEXT_SECTION_TYPE_SUMMARIES: ContextSectionType
CONTEXT_SECTION_TYPE_UNSPECIFIED: ContextSectionType
DESCRIPTOR: _descriptor.FileDescriptor
OMISSION_REASON_BUDGET: OmissionReason
OMISSION_REASON_DELETED: OmissionReason
OMISSION_REASON_DUPLICATE: OmissionReason
OMISSION_REASON_LIMIT: OmissionReason
OMISSION_REASON_UNSPECIFIED: OmissionReason

class ContextItem(_message.Message):
    __slots__ = ["chunk", "content", "from_seq", "id", "name", "occurred_at", "origin", "role", "score", "source_uri", "to_seq", "tokens"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_URI_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    chunk: int
    content: str
    from_seq: int
    id: str
    name: str
    occurred_at: _timestamp_pb2.Timestamp
    origin: str
    role: _message_pb2.Role
    score: float
    source_uri: str
    to_seq: int
    tokens: int
    def __init__(self, id: _Optional[str] = ..., content: _Optional[str] = ..., tokens: _Optional[int] = ..., score: _Optional[float] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., role: _Optional[_Union[_message_pb2.Role, str]] = ..., name: _Optional[str] = ..., origin: _Optional[str] = ..., source_uri: _Optional[str] = ..., occurred_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., chunk: _Optional[int] = ...) -> None: ...

class ContextLimits(_message.Message):
    __slots__ = ["documents", "memories", "messages", "recalled_messages"]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    RECALLED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    documents: int
    memories: int
    messages: int
    recalled_messages: int
    def __init__(self, memories: _Optional[int] = ..., recalled_messages: _Optional[int] = ..., documents: _Optional[int] = ..., messages: _Optional[int] = ...) -> None: ...

class ContextReceipt(_message.Message):
    __slots__ = ["applied_seq", "conversation_id", "created_at", "items", "omitted", "receipt_id", "stable_prefix_hash", "token_budget", "total_tokens", "used_embedding"]
    APPLIED_SEQ_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    STABLE_PREFIX_HASH_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    USED_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    applied_seq: int
    conversation_id: str
    created_at: _timestamp_pb2.Timestamp
    items: _containers.RepeatedCompositeFieldContainer[ReceiptItem]
    omitted: _containers.RepeatedCompositeFieldContainer[OmittedItems]
    receipt_id: str
    stable_prefix_hash: str
    token_budget: int
    total_tokens: int
    used_embedding: bool
    def __init__(self, receipt_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., token_budget: _Optional[int] = ..., total_tokens: _Optional[int] = ..., applied_seq: _Optional[int] = ..., stable_prefix_hash: _Optional[str] = ..., used_embedding: bool = ..., items: _Optional[_Iterable[_Union[ReceiptItem, _Mapping]]] = ..., omitted: _Optional[_Iterable[_Union[OmittedItems, _Mapping]]] = ...) -> None: ...

class ContextSection(_message.Message):
    __slots__ = ["items", "tokens", "type"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ContextItem]
    tokens: int
    type: ContextSectionType
    def __init__(self, type: _Optional[_Union[ContextSectionType, str]] = ..., items: _Optional[_Iterable[_Union[ContextItem, _Mapping]]] = ..., tokens: _Optional[int] = ...) -> None: ...

class ContextShares(_message.Message):
    __slots__ = ["documents", "memories", "recalled_messages", "summaries"]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    RECALLED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    SUMMARIES_FIELD_NUMBER: _ClassVar[int]
    documents: int
    memories: int
    recalled_messages: int
    summaries: int
    def __init__(self, summaries: _Optional[int] = ..., memories: _Optional[int] = ..., recalled_messages: _Optional[int] = ..., documents: _Optional[int] = ...) -> None: ...

class ConversationContext(_message.Message):
    __slots__ = ["applied_seq", "omitted", "query", "receipt_id", "rendered_messages", "sections", "stable_prefix_hash", "total_tokens", "used_embedding"]
    APPLIED_SEQ_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    RENDERED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    SECTIONS_FIELD_NUMBER: _ClassVar[int]
    STABLE_PREFIX_HASH_FIELD_NUMBER: _ClassVar[int]
    TOTAL_TOKENS_FIELD_NUMBER: _ClassVar[int]
    USED_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    applied_seq: int
    omitted: _containers.RepeatedCompositeFieldContainer[OmittedItems]
    query: str
    receipt_id: str
    rendered_messages: _containers.RepeatedCompositeFieldContainer[RenderedMessage]
    sections: _containers.RepeatedCompositeFieldContainer[ContextSection]
    stable_prefix_hash: str
    total_tokens: int
    used_embedding: bool
    def __init__(self, sections: _Optional[_Iterable[_Union[ContextSection, _Mapping]]] = ..., rendered_messages: _Optional[_Iterable[_Union[RenderedMessage, _Mapping]]] = ..., total_tokens: _Optional[int] = ..., omitted: _Optional[_Iterable[_Union[OmittedItems, _Mapping]]] = ..., applied_seq: _Optional[int] = ..., stable_prefix_hash: _Optional[str] = ..., receipt_id: _Optional[str] = ..., query: _Optional[str] = ..., used_embedding: bool = ...) -> None: ...

class ExplainExclusionRequest(_message.Message):
    __slots__ = ["item_id", "organization_id", "receipt_id"]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    organization_id: str
    receipt_id: str
    def __init__(self, organization_id: _Optional[str] = ..., receipt_id: _Optional[str] = ..., item_id: _Optional[str] = ...) -> None: ...

class ExplainExclusionResponse(_message.Message):
    __slots__ = ["explanation", "item", "lowest_included_score", "was_candidate", "was_included"]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LOWEST_INCLUDED_SCORE_FIELD_NUMBER: _ClassVar[int]
    WAS_CANDIDATE_FIELD_NUMBER: _ClassVar[int]
    WAS_INCLUDED_FIELD_NUMBER: _ClassVar[int]
    explanation: str
    item: ReceiptItem
    lowest_included_score: float
    was_candidate: bool
    was_included: bool
    def __init__(self, was_included: bool = ..., was_candidate: bool = ..., item: _Optional[_Union[ReceiptItem, _Mapping]] = ..., lowest_included_score: _Optional[float] = ..., explanation: _Optional[str] = ...) -> None: ...

class GetContextReceiptRequest(_message.Message):
    __slots__ = ["organization_id", "receipt_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    receipt_id: str
    def __init__(self, organization_id: _Optional[str] = ..., receipt_id: _Optional[str] = ...) -> None: ...

class GetConversationContextRequest(_message.Message):
    __slots__ = ["conversation_id", "form", "instructions", "limits", "min_seq", "model", "organization_id", "output_reserve", "query", "shares", "token_budget"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTIONS_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    MIN_SEQ_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_RESERVE_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    SHARES_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    form: ContextForm
    instructions: str
    limits: ContextLimits
    min_seq: int
    model: str
    organization_id: str
    output_reserve: int
    query: str
    shares: ContextShares
    token_budget: int
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., query: _Optional[str] = ..., token_budget: _Optional[int] = ..., output_reserve: _Optional[int] = ..., min_seq: _Optional[int] = ..., form: _Optional[_Union[ContextForm, str]] = ..., shares: _Optional[_Union[ContextShares, _Mapping]] = ..., limits: _Optional[_Union[ContextLimits, _Mapping]] = ..., instructions: _Optional[str] = ..., model: _Optional[str] = ...) -> None: ...

class OmittedItems(_message.Message):
    __slots__ = ["count", "message_count", "reason", "section", "tokens"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    count: int
    message_count: int
    reason: OmissionReason
    section: ContextSectionType
    tokens: int
    def __init__(self, section: _Optional[_Union[ContextSectionType, str]] = ..., reason: _Optional[_Union[OmissionReason, str]] = ..., count: _Optional[int] = ..., message_count: _Optional[int] = ..., tokens: _Optional[int] = ...) -> None: ...

class ReceiptItem(_message.Message):
    __slots__ = ["chunk", "id", "rank", "reason", "score", "section", "tokens"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SECTION_FIELD_NUMBER: _ClassVar[int]
    TOKENS_FIELD_NUMBER: _ClassVar[int]
    chunk: int
    id: str
    rank: int
    reason: OmissionReason
    score: float
    section: ContextSectionType
    tokens: int
    def __init__(self, section: _Optional[_Union[ContextSectionType, str]] = ..., id: _Optional[str] = ..., score: _Optional[float] = ..., tokens: _Optional[int] = ..., rank: _Optional[int] = ..., reason: _Optional[_Union[OmissionReason, str]] = ..., chunk: _Optional[int] = ...) -> None: ...

class RenderedMessage(_message.Message):
    __slots__ = ["content", "name", "role", "tool_call_id", "tool_calls_json"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_JSON_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    content: str
    name: str
    role: _message_pb2.Role
    tool_call_id: str
    tool_calls_json: str
    def __init__(self, role: _Optional[_Union[_message_pb2.Role, str]] = ..., name: _Optional[str] = ..., content: _Optional[str] = ..., tool_calls_json: _Optional[str] = ..., tool_call_id: _Optional[str] = ...) -> None: ...

class ContextForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ContextSectionType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class OmissionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
