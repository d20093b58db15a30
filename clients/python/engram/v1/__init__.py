"""The messages of the API."""

from engram.v1.chat_pb2 import *  # noqa: F403
from engram.v1.context_pb2 import *  # noqa: F403
from engram.v1.control_pb2 import *  # noqa: F403
from engram.v1.conversation_pb2 import *  # noqa: F403
from engram.v1.document_pb2 import *  # noqa: F403
from engram.v1.job_pb2 import *  # noqa: F403
from engram.v1.llm_settings_pb2 import *  # noqa: F403
from engram.v1.memory_pb2 import *  # noqa: F403
from engram.v1.message_pb2 import *  # noqa: F403
from engram.v1.message_search_pb2 import *  # noqa: F403
from engram.v1.organization_pb2 import *  # noqa: F403
