from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EMBEDDING_STATE_PENDING: EmbeddingState
EMBEDDING_STATE_READY: EmbeddingState
EMBEDDING_STATE_UNSPECIFIED: EmbeddingState
MEMORY_EVENT_TYPE_ADDED: MemoryEventType
MEMORY_EVENT_TYPE_DELETED: MemoryEventType
MEMORY_EVENT_TYPE_EVICTED: MemoryEventType
MEMORY_EVENT_TYPE_EXPIRED: MemoryEventType
MEMORY_EVENT_TYPE_UNSPECIFIED: MemoryEventType
MEMORY_EVENT_TYPE_UPDATED: MemoryEventType
MEMORY_ORIGIN_CALLER: MemoryOrigin
MEMORY_ORIGIN_FACT: MemoryOrigin
MEMORY_ORIGIN_SUMMARY: MemoryOrigin
MEMORY_ORIGIN_UNSPECIFIED: MemoryOrigin
MEMORY_SCOPE_ORGANIZATION: MemoryScope
MEMORY_SCOPE_PROJECT: MemoryScope
MEMORY_SCOPE_UNSPECIFIED: MemoryScope
MEMORY_SCOPE_USER: MemoryScope
MEMORY_TYPE_EPISODIC: MemoryType
MEMORY_TYPE_SEMANTIC: MemoryType
MEMORY_TYPE_UNSPECIFIED: MemoryType
MEMORY_TYPE_WORKING: MemoryType
STORE_OUTCOME_ADDED: StoreOutcome
STORE_OUTCOME_DUPLICATE: StoreOutcome
STORE_OUTCOME_EVICTED: StoreOutcome
STORE_OUTCOME_UNSPECIFIED: StoreOutcome
STORE_OUTCOME_UPDATED: StoreOutcome

class DeleteExpiredMemoriesRequest(_message.Message):
    __slots__ = ["organization_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ...) -> None: ...

class DeleteExpiredMemoriesResponse(_message.Message):
    __slots__ = ["deleted_count"]
    DELETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    deleted_count: int
    def __init__(self, deleted_count: _Optional[int] = ...) -> None: ...

class DeleteMemoryRequest(_message.Message):
    __slots__ = ["memory_id", "organization_id"]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    memory_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ...) -> None: ...

class DeleteMemoryResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetMemoryHistoryRequest(_message.Message):
    __slots__ = ["memory_id", "organization_id"]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    memory_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ...) -> None: ...

class GetMemoryHistoryResponse(_message.Message):
    __slots__ = ["events"]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[MemoryEvent]
    def __init__(self, events: _Optional[_Iterable[_Union[MemoryEvent, _Mapping]]] = ...) -> None: ...

class GetMemoryRequest(_message.Message):
    __slots__ = ["memory_id", "organization_id"]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    memory_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ...) -> None: ...

class Memory(_message.Message):
    __slots__ = ["consolidation_id", "content", "conversation_id", "created_at", "embedding_state", "expires_at", "from_seq", "importance", "memory_id", "metadata_json", "organization_id", "origin", "project_id", "scope", "superseded_by", "to_seq", "type", "updated_at", "user_id"]
    CONSOLIDATION_ID_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    EMBEDDING_STATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    consolidation_id: str
    content: str
    conversation_id: str
    created_at: _timestamp_pb2.Timestamp
    embedding_state: EmbeddingState
    expires_at: _timestamp_pb2.Timestamp
    from_seq: int
    importance: int
    memory_id: str
    metadata_json: str
    organization_id: str
    origin: MemoryOrigin
    project_id: str
    scope: MemoryScope
    superseded_by: str
    to_seq: int
    type: MemoryType
    updated_at: _timestamp_pb2.Timestamp
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ..., type: _Optional[_Union[MemoryType, str]] = ..., scope: _Optional[_Union[MemoryScope, str]] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., content: _Optional[str] = ..., importance: _Optional[int] = ..., metadata_json: _Optional[str] = ..., embedding_state: _Optional[_Union[EmbeddingState, str]] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., origin: _Optional[_Union[MemoryOrigin, str]] = ..., consolidation_id: _Optional[str] = ..., superseded_by: _Optional[str] = ...) -> None: ...

class MemoryEvent(_message.Message):
    __slots__ = ["changed_fields", "occurred_at", "type"]
    CHANGED_FIELDS_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    changed_fields: _containers.RepeatedScalarFieldContainer[str]
    occurred_at: _timestamp_pb2.Timestamp
    type: MemoryEventType
    def __init__(self, type: _Optional[_Union[MemoryEventType, str]] = ..., changed_fields: _Optional[_Iterable[str]] = ..., occurred_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class MemoryResult(_message.Message):
    __slots__ = ["importance_weight", "lead_weight", "memory", "recency_weight", "score", "vector_rank", "vector_score", "word_rank", "word_score"]
    IMPORTANCE_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    LEAD_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    MEMORY_FIELD_NUMBER: _ClassVar[int]
    RECENCY_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    VECTOR_RANK_FIELD_NUMBER: _ClassVar[int]
    VECTOR_SCORE_FIELD_NUMBER: _ClassVar[int]
    WORD_RANK_FIELD_NUMBER: _ClassVar[int]
    WORD_SCORE_FIELD_NUMBER: _ClassVar[int]
    importance_weight: float
    lead_weight: float
    memory: Memory
    recency_weight: float
    score: float
    vector_rank: int
    vector_score: float
    word_rank: int
    word_score: float
    def __init__(self, memory: _Optional[_Union[Memory, _Mapping]] = ..., score: _Optional[float] = ..., word_rank: _Optional[int] = ..., vector_rank: _Optional[int] = ..., word_score: _Optional[float] = ..., vector_score: _Optional[float] = ..., lead_weight: _Optional[float] = ..., importance_weight: _Optional[float] = ..., recency_weight: _Optional[float] = ...) -> None: ...

class NewMemory(_message.Message):
    __slots__ = ["content", "conversation_id", "expires_at", "from_seq", "importance", "memory_id", "metadata_json", "project_id", "scope", "to_seq", "type", "user_id"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    content: str
    conversation_id: str
    expires_at: _timestamp_pb2.Timestamp
    from_seq: int
    importance: int
    memory_id: str
    metadata_json: str
    project_id: str
    scope: MemoryScope
    to_seq: int
    type: MemoryType
    user_id: str
    def __init__(self, memory_id: _Optional[str] = ..., type: _Optional[_Union[MemoryType, str]] = ..., scope: _Optional[_Union[MemoryScope, str]] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., content: _Optional[str] = ..., importance: _Optional[int] = ..., metadata_json: _Optional[str] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RetrieveMemoriesRequest(_message.Message):
    __slots__ = ["conversation_id", "include_superseded", "min_importance", "organization_id", "page_size", "page_token", "project_id", "scopes", "types", "user_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    MIN_IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    TYPES_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    include_superseded: bool
    min_importance: int
    organization_id: str
    page_size: int
    page_token: str
    project_id: str
    scopes: _containers.RepeatedScalarFieldContainer[MemoryScope]
    types: _containers.RepeatedScalarFieldContainer[MemoryType]
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[MemoryScope, str]]] = ..., types: _Optional[_Iterable[_Union[MemoryType, str]]] = ..., conversation_id: _Optional[str] = ..., min_importance: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., include_superseded: bool = ...) -> None: ...

class RetrieveMemoriesResponse(_message.Message):
    __slots__ = ["memories", "next_page_token"]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    memories: _containers.RepeatedCompositeFieldContainer[Memory]
    next_page_token: str
    def __init__(self, memories: _Optional[_Iterable[_Union[Memory, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SearchMemoriesRequest(_message.Message):
    __slots__ = ["created_after", "created_before", "limit", "metadata_filter_json", "min_importance", "organization_id", "project_id", "query", "scopes", "types", "user_id"]
    CREATED_AFTER_FIELD_NUMBER: _ClassVar[int]
    CREATED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    METADATA_FILTER_JSON_FIELD_NUMBER: _ClassVar[int]
    MIN_IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    TYPES_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    created_after: _timestamp_pb2.Timestamp
    created_before: _timestamp_pb2.Timestamp
    limit: int
    metadata_filter_json: str
    min_importance: int
    organization_id: str
    project_id: str
    query: str
    scopes: _containers.RepeatedScalarFieldContainer[MemoryScope]
    types: _containers.RepeatedScalarFieldContainer[MemoryType]
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., query: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[MemoryScope, str]]] = ..., types: _Optional[_Iterable[_Union[MemoryType, str]]] = ..., min_importance: _Optional[int] = ..., metadata_filter_json: _Optional[str] = ..., created_after: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., created_before: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., limit: _Optional[int] = ...) -> None: ...

class SearchMemoriesResponse(_message.Message):
    __slots__ = ["results", "used_embedding"]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    USED_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[MemoryResult]
    used_embedding: bool
    def __init__(self, results: _Optional[_Iterable[_Union[MemoryResult, _Mapping]]] = ..., used_embedding: bool = ...) -> None: ...

class StoreMemoriesRequest(_message.Message):
    __slots__ = ["memories", "organization_id", "wait_for_embedding"]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    memories: _containers.RepeatedCompositeFieldContainer[NewMemory]
    organization_id: str
    wait_for_embedding: bool
    def __init__(self, organization_id: _Optional[str] = ..., memories: _Optional[_Iterable[_Union[NewMemory, _Mapping]]] = ..., wait_for_embedding: bool = ...) -> None: ...

class StoreMemoriesResponse(_message.Message):
    __slots__ = ["evicted_count", "memories"]
    EVICTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    evicted_count: int
    memories: _containers.RepeatedCompositeFieldContainer[StoredMemory]
    def __init__(self, memories: _Optional[_Iterable[_Union[StoredMemory, _Mapping]]] = ..., evicted_count: _Optional[int] = ...) -> None: ...

class StoreMemoryRequest(_message.Message):
    __slots__ = ["content", "conversation_id", "expires_at", "from_seq", "importance", "memory_id", "metadata_json", "organization_id", "project_id", "scope", "to_seq", "type", "user_id", "wait_for_embedding"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FOR_EMBEDDING_FIELD_NUMBER: _ClassVar[int]
    content: str
    conversation_id: str
    expires_at: _timestamp_pb2.Timestamp
    from_seq: int
    importance: int
    memory_id: str
    metadata_json: str
    organization_id: str
    project_id: str
    scope: MemoryScope
    to_seq: int
    type: MemoryType
    user_id: str
    wait_for_embedding: bool
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ..., type: _Optional[_Union[MemoryType, str]] = ..., scope: _Optional[_Union[MemoryScope, str]] = ..., project_id: _Optional[str] = ..., user_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., content: _Optional[str] = ..., importance: _Optional[int] = ..., metadata_json: _Optional[str] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., wait_for_embedding: bool = ...) -> None: ...

class StoreMemoryResponse(_message.Message):
    __slots__ = ["evicted_count", "memory", "outcome"]
    EVICTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEMORY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    evicted_count: int
    memory: Memory
    outcome: StoreOutcome
    def __init__(self, memory: _Optional[_Union[Memory, _Mapping]] = ..., outcome: _Optional[_Union[StoreOutcome, str]] = ..., evicted_count: _Optional[int] = ...) -> None: ...

class StoredMemory(_message.Message):
    __slots__ = ["embedding_state", "memory_id", "outcome"]
    EMBEDDING_STATE_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    embedding_state: EmbeddingState
    memory_id: str
    outcome: StoreOutcome
    def __init__(self, memory_id: _Optional[str] = ..., outcome: _Optional[_Union[StoreOutcome, str]] = ..., embedding_state: _Optional[_Union[EmbeddingState, str]] = ...) -> None: ...

class UpdateMemoryRequest(_message.Message):
    __slots__ = ["content", "expires_at", "importance", "memory_id", "metadata_json", "organization_id", "type", "update_mask"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    EXPIRES_AT_FIELD_NUMBER: _ClassVar[int]
    IMPORTANCE_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    content: str
    expires_at: _timestamp_pb2.Timestamp
    importance: int
    memory_id: str
    metadata_json: str
    organization_id: str
    type: MemoryType
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, organization_id: _Optional[str] = ..., memory_id: _Optional[str] = ..., type: _Optional[_Union[MemoryType, str]] = ..., content: _Optional[str] = ..., importance: _Optional[int] = ..., metadata_json: _Optional[str] = ..., expires_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class MemoryType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MemoryScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class EmbeddingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MemoryOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class StoreOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MemoryEventType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
