from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
FINISH_REASON_LENGTH: FinishReason
FINISH_REASON_OTHER: FinishReason
FINISH_REASON_REFUSED: FinishReason
FINISH_REASON_STOP: FinishReason
FINISH_REASON_TOOL_CALLS: FinishReason
FINISH_REASON_UNSPECIFIED: FinishReason

class ChatEvent(_message.Message):
    __slots__ = ["result", "text"]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    result: ChatResult
    text: str
    def __init__(self, text: _Optional[str] = ..., result: _Optional[_Union[ChatResult, _Mapping]] = ...) -> None: ...

class ChatRequest(_message.Message):
    __slots__ = ["content", "conversation_id", "instructions", "max_output_tokens", "message_id", "metadata_json", "name", "organization_id", "query", "temperature", "token_budget", "tools_json"]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    CONVERSATION_ID_FIELD_NUMBER: _ClassVar[int]
    INSTRUCTIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    METADATA_JSON_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_ID_FIELD_NUMBER: _ClassVar[int]
    QUERY_FIELD_NUMBER: _ClassVar[int]
    TEMPERATURE_FIELD_NUMBER: _ClassVar[int]
    TOKEN_BUDGET_FIELD_NUMBER: _ClassVar[int]
    TOOLS_JSON_FIELD_NUMBER: _ClassVar[int]
    content: str
    conversation_id: str
    instructions: str
    max_output_tokens: int
    message_id: str
    metadata_json: str
    name: str
    organization_id: str
    query: str
    temperature: float
    token_budget: int
    tools_json: str
    def __init__(self, organization_id: _Optional[str] = ..., conversation_id: _Optional[str] = ..., message_id: _Optional[str] = ..., content: _Optional[str] = ..., name: _Optional[str] = ..., metadata_json: _Optional[str] = ..., instructions: _Optional[str] = ..., token_budget: _Optional[int] = ..., max_output_tokens: _Optional[int] = ..., temperature: _Optional[float] = ..., tools_json: _Optional[str] = ..., query: _Optional[str] = ...) -> None: ...

class ChatResult(_message.Message):
    __slots__ = ["context_receipt_id", "context_tokens", "finish_reason", "input_tokens", "is_cut", "is_replay", "model", "output_tokens", "reply_message_id", "reply_message_seq", "tool_calls", "user_message_id", "user_message_seq"]
    CONTEXT_RECEIPT_ID_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    FINISH_REASON_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    IS_CUT_FIELD_NUMBER: _ClassVar[int]
    IS_REPLAY_FIELD_NUMBER: _ClassVar[int]
    MODEL_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    REPLY_MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    REPLY_MESSAGE_SEQ_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALLS_FIELD_NUMBER: _ClassVar[int]
    USER_MESSAGE_ID_FIELD_NUMBER: _ClassVar[int]
    USER_MESSAGE_SEQ_FIELD_NUMBER: _ClassVar[int]
    context_receipt_id: str
    context_tokens: int
    finish_reason: FinishReason
    input_tokens: int
    is_cut: bool
    is_replay: bool
    model: str
    output_tokens: int
    reply_message_id: str
    reply_message_seq: int
    tool_calls: _containers.RepeatedCompositeFieldContainer[ToolCall]
    user_message_id: str
    user_message_seq: int
    def __init__(self, user_message_id: _Optional[str] = ..., user_message_seq: _Optional[int] = ..., reply_message_id: _Optional[str] = ..., reply_message_seq: _Optional[int] = ..., tool_calls: _Optional[_Iterable[_Union[ToolCall, _Mapping]]] = ..., model: _Optional[str] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ..., finish_reason: _Optional[_Union[FinishReason, str]] = ..., is_cut: bool = ..., context_receipt_id: _Optional[str] = ..., context_tokens: _Optional[int] = ..., is_replay: bool = ...) -> None: ...

class ToolCall(_message.Message):
    __slots__ = ["arguments_json", "name", "tool_call_id"]
    ARGUMENTS_JSON_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    TOOL_CALL_ID_FIELD_NUMBER: _ClassVar[int]
    arguments_json: str
    name: str
    tool_call_id: str
    def __init__(self, tool_call_id: _Optional[str] = ..., name: _Optional[str] = ..., arguments_json: _Optional[str] = ...) -> None: ...

class FinishReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
