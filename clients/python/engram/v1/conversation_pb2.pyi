from engram.v1 import chat_pb2 as _chat_pb2
from engram.v1 import context_pb2 as _context_pb2
from engram.v1 import message_pb2 as _message_pb2
from engram.v1 import message_search_pb2 as _message_search_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
MESSAGE_ORDER_NEWEST_FIRST: MessageOrder
MESSAGE_ORDER_OLDEST_FIRST: MessageOrder
MESSAGE_ORDER_UNSPECIFIED: MessageOrder

class AddMessagesRequest(_message.Message):
    __slots__ = ["conversation_id", "messages", "organization_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    messages: _containers.RepeatedCompositeFieldContainer[NewMessage]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., messages: _Optional[_Iterable[_Union[NewMessage, _Mapping]]] = ...) -> None: ...

class AddMessagesResponse(_message.Message):
    __slots__ = ["active_message_count", "messages"]
    ACTIVE_MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    active_message_count: int
    messages: _containers.RepeatedCompositeFieldContainer[AddedMessage]
    def __init__(self, messages: _Optional[_Iterable[_Union[AddedMessage, _Mapping]]] = ..., active_message_count: _Optional[int] = ...) -> None: ...

class AddedMessage(_message.Message):
    __slots__ = ["created_at", "message_id", "seq", "token_count"]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    SEQ_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    created_at: _timestamp_pb2.Timestamp
    message_id: str
    seq: int
    token_count: int
    def __init__(self, message_id: _Optional[str] = ..., seq: _Optional[int] = ..., token_count: _Optional[int] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConsolidateConversationRequest(_message.Message):
    __slots__ = ["conversation_id", "organization_id", "wait"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    WAIT_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    organization_id: str
    wait: bool
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., wait: bool = ...) -> None: ...

class ConsolidateConversationResponse(_message.Message):
    __slots__ = ["active_message_count", "consolidated_seq", "is_done", "target_seq"]
    ACTIVE_MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONSOLIDATED_SEQ_FIELD_NUMBER: _ClassVar[int]
    IS_DONE_FIELD_NUMBER: _ClassVar[int]
    TARGET_SEQ_FIELD_NUMBER: _ClassVar[int]
    active_message_count: int
    consolidated_seq: int
    is_done: bool
    target_seq: int
    def __init__(self, target_seq: _Optional[int] = ..., consolidated_seq: _Optional[int] = ..., active_message_count: _Optional[int] = ..., is_done: bool = ...) -> None: ...

class Consolidation(_message.Message):
    __slots__ = ["consolidation_id", "content", "created_at", "erased_at", "fact_ratio", "from_seq", "input_tokens", "level", "message_tokens", "model", "output_tokens", "replaced_by", "to_seq", "token_count"]
    CONSOLIDATION_ID_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    ERASED_AT_FIELD_NUMBER: _ClassVar[int]
    FACT_RATIO_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    REPLACED_BY_FIELD_NUMBER: _ClassVar[int]
    TOKEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    consolidation_id: str
    content: str
    created_at: _timestamp_pb2.Timestamp
    erased_at: _timestamp_pb2.Timestamp
    fact_ratio: float
    from_seq: int
    input_tokens: int
    level: int
    message_tokens: int
    model: str
    output_tokens: int
    replaced_by: str
    to_seq: int
    token_count: int
    def __init__(self, consolidation_id: _Optional[str] = ..., level: _Optional[int] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., content: _Optional[str] = ..., token_count: _Optional[int] = ..., message_tokens: _Optional[int] = ..., model: _Optional[str] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ..., fact_ratio: _Optional[float] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., replaced_by: _Optional[str] = ..., erased_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Conversation(_message.Message):
    __slots__ = ["active_message_count", "consolidated_seq", "conversation_id", "created_at", "message_count", "metadata_json", "organization_id", "project_id", "title", "updated_at", "user_id"]
    ACTIVE_MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONSOLIDATED_SEQ_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    active_message_count: int
    consolidated_seq: int
    conversation_id: str
    created_at: _timestamp_pb2.Timestamp
    message_count: int
    metadata_json: str
    organization_id: str
    project_id: str
    title: str
    updated_at: _timestamp_pb2.Timestamp
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., user_id: _Optional[str] = ..., project_id: _Optional[str] = ..., title: _Optional[str] = ..., metadata_json: _Optional[str] = ..., message_count: _Optional[int] = ..., active_message_count: _Optional[int] = ..., consolidated_seq: _Optional[int] = ..., created_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., updated_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateConversationRequest(_message.Message):
    __slots__ = ["conversation_id", "metadata_json", "organization_id", "project_id", "title", "user_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    metadata_json: str
    organization_id: str
    project_id: str
    title: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., user_id: _Optional[str] = ..., project_id: _Optional[str] = ..., title: _Optional[str] = ..., metadata_json: _Optional[str] = ...) -> None: ...

class DeleteConversationRequest(_message.Message):
    __slots__ = ["conversation_id", "keep_memories", "organization_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    KEEP_MEMORIES_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    keep_memories: bool
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., keep_memories: bool = ...) -> None: ...

class DeleteConversationResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DeleteMessagesRequest(_message.Message):
    __slots__ = ["conversation_id", "message_ids", "organization_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_IDS_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    message_ids: _containers.RepeatedScalarFieldContainer[str]
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., message_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class DeleteMessagesResponse(_message.Message):
    __slots__ = ["deleted_count"]
    DELETED_COUNT_FIELD_NUMBER: _ClassVar[int]
    deleted_count: int
    def __init__(self, deleted_count: _Optional[int] = ...) -> None: ...

class GetConversationRequest(_message.Message):
    __slots__ = ["conversation_id", "organization_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ...) -> None: ...

class ListConsolidationsRequest(_message.Message):
    __slots__ = ["conversation_id", "include_merged", "organization_id", "page_size", "page_token"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_MERGED_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    include_merged: bool
    organization_id: str
    page_size: int
    page_token: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., include_merged: bool = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConsolidationsResponse(_message.Message):
    __slots__ = ["consolidations", "next_page_token"]
    CONSOLIDATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    consolidations: _containers.RepeatedCompositeFieldContainer[Consolidation]
    next_page_token: str
    def __init__(self, consolidations: _Optional[_Iterable[_Union[Consolidation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListConversationsRequest(_message.Message):
    __slots__ = ["organization_id", "page_size", "page_token", "project_id", "user_id"]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PROJECT_ID_FIELD_NUMBER: _ClassVar[int]
    USER_ID_FIELD_NUMBER: _ClassVar[int]
    organization_id: str
    page_size: int
    page_token: str
    project_id: str
    user_id: str
    def __init__(self, organization_id: _Optional[str] = ..., user_id: _Optional[str] = ..., project_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListConversationsResponse(_message.Message):
    __slots__ = ["conversations", "next_page_token"]
    CONVERSATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    conversations: _containers.RepeatedCompositeFieldContainer[Conversation]
    next_page_token: str
    def __init__(self, conversations: _Optional[_Iterable[_Union[Conversation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListMessagesRequest(_message.Message):
    __slots__ = ["conversation_id", "from_seq", "order", "organization_id", "page_size", "page_token", "to_seq"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    from_seq: int
    order: MessageOrder
    organization_id: str
    page_size: int
    page_token: str
    to_seq: int
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., order: _Optional[_Union[MessageOrder, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMessagesResponse(_message.Message):
    __slots__ = ["messages", "next_page_token"]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    messages: _containers.RepeatedCompositeFieldContainer[_message_pb2.Message]
    next_page_token: str
    def __init__(self, messages: _Optional[_Iterable[_Union[_message_pb2.Message, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class NewMessage(_message.Message):
    __slots__ = ["content", "message_id", "metadata_json", "name", "occurred_at", "role"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OCCURRED_AT_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    content: str
    message_id: str
    metadata_json: str
    name: str
    occurred_at: _timestamp_pb2.Timestamp
    role: _message_pb2.Role
    def __init__(self, message_id: _Optional[str] = ..., role: _Optional[_Union[_message_pb2.Role, str]] = ..., name: _Optional[str] = ..., content: _Optional[str] = ..., metadata_json: _Optional[str] = ..., occurred_at: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class UndoConsolidationRequest(_message.Message):
    __slots__ = ["consolidation_id", "conversation_id", "organization_id"]
    CONSOLIDATION_ID_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    consolidation_id: str
    conversation_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., consolidation_id: _Optional[str] = ...) -> None: ...

class UndoConsolidationResponse(_message.Message):
    __slots__ = ["deleted_memory_count", "from_seq", "to_seq"]
    DELETED_MEMORY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FROM_SEQ_FIELD_NUMBER: _ClassVar[int]
    TO_SEQ_FIELD_NUMBER: _ClassVar[int]
    deleted_memory_count: int
    from_seq: int
    to_seq: int
    def __init__(self, from_seq: _Optional[int] = ..., to_seq: _Optional[int] = ..., deleted_memory_count: _Optional[int] = ...) -> None: ...

class UpdateConversationRequest(_message.Message):
    __slots__ = ["conversation_id", "metadata_json", "organization_id", "title", "update_mask"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    metadata_json: str
    organization_id: str
    title: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., title: _Optional[str] = ..., metadata_json: _Optional[str] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ...) -> None: ...

class VerifyCoverageRequest(_message.Message):
    __slots__ = ["conversation_id", "organization_id"]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    conversation_id: str
    organization_id: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ...) -> None: ...

class VerifyCoverageResponse(_message.Message):
    __slots__ = ["consolidated_seq", "first_fault_seq", "is_complete", "message_count", "missing_messages", "repeated_messages", "summary_count", "uncovered_messages"]
    CONSOLIDATED_SEQ_FIELD_NUMBER: _ClassVar[int]
    FIRST_FAULT_SEQ_FIELD_NUMBER: _ClassVar[int]
    IS_COMPLETE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MISSING_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    REPEATED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_COUNT_FIELD_NUMBER: _ClassVar[int]
    UNCOVERED_MESSAGES_FIELD_NUMBER: _ClassVar[int]
    consolidated_seq: int
    first_fault_seq: int
    is_complete: bool
    message_count: int
    missing_messages: int
    repeated_messages: int
    summary_count: int
    uncovered_messages: int
    def __init__(self, message_count: _Optional[int] = ..., consolidated_seq: _Optional[int] = ..., summary_count: _Optional[int] = ..., missing_messages: _Optional[int] = ..., uncovered_messages: _Optional[int] = ..., repeated_messages: _Optional[int] = ..., first_fault_seq: _Optional[int] = ..., is_complete: bool = ...) -> None: ...

class MessageOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
