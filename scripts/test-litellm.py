#!/usr/bin/env python3
"""Chats through LiteLLM's proxy from PyPI: an OpenAI-speaking server that Engram's authors did not write.

usage: test-litellm.py ENGRAM

Installs the proxy into .build/litellm, starts it with models that answer or fail as they are told to
(its mock responses), and runs the executable ENGRAM against each: a server, and a chat in a pipe.
Prints `litellm: N passed, M failed`, and exits 1 when a test failed.
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".build" / "litellm"
PACKAGE = "litellm[proxy]>=1.80,<2"
KEY = "sk-test-master-key"
PATIENCE_SECONDS = 120
ANSWER = "Grüße aus Köln: one two three 🚆"
MODELS = {"speaks": ANSWER, "busy": "litellm.RateLimitError",
          "narrow": "litellm.ContextWindowExceededError", "broken": "litellm.InternalServerError"}
# 16 and the code of the status, and what is said of it.
FAILURES = {"busy": (16 + 8, "MODEL_RATE_LIMITED"), "narrow": (16 + 9, "MODEL_REFUSED_INPUT"),
            "broken": (16 + 14, "MODEL_UNAVAILABLE")}


def main() -> int:
    engram = pathlib.Path(sys.argv[1]).resolve()
    passed = failed = 0
    # A short path that the private PostgreSQL's own user can reach.
    with tempfile.TemporaryDirectory(prefix="engram-litellm-", dir="/tmp") as folder:
        os.chmod(folder, 0o711)
        work = pathlib.Path(folder)
        install()
        port = free_port()
        proxy = start_proxy(work, port)
        try:
            wait_for(f"http://127.0.0.1:{port}/health/liveliness", proxy)
            for model in MODELS:
                problem = check(engram, work / model, f"http://127.0.0.1:{port}/v1", model)
                passed, failed = passed + (not problem), failed + bool(problem)
                print(f"{model}: {problem or 'as expected'}")
        finally:
            end(proxy)
    print(f"litellm: {passed} passed, {failed} failed")
    return failed > 0


def install() -> None:
    if not (ENVIRONMENT / "bin" / "litellm").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        subprocess.run([ENVIRONMENT / "bin" / "pip", "install", "--quiet",
                        "--disable-pip-version-check", PACKAGE], check=True)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_proxy(work: pathlib.Path, port: int) -> subprocess.Popen:
    models = "".join(
        f"  - model_name: {name}\n"
        f"    litellm_params: {{model: openai/mock, api_key: none, mock_response: '{answer}'}}\n"
        for name, answer in MODELS.items())
    config = work / "litellm.yaml"
    config.write_text(
        f"model_list:\n{models}general_settings: {{master_key: {KEY}}}\n"
        "router_settings: {num_retries: 0, disable_cooldowns: true}\n", encoding="utf-8")
    log = open(work / "litellm.log", "w", encoding="utf-8")
    # It would fetch prices of models from the network.
    return subprocess.Popen(
        [ENVIRONMENT / "bin" / "litellm", "--config", config, "--host", "127.0.0.1", "--port",
         str(port)],
        stdout=log, stderr=log, env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"})


def wait_for(url: str, proxy: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if proxy.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("LiteLLM's proxy did not become ready") from None
            time.sleep(0.2)


def check(engram: pathlib.Path, folder: pathlib.Path, url: str, model: str) -> str:
    """What is wrong with a chat with `model`; empty when nothing is."""
    folder.mkdir(mode=0o711)
    settings = {name: value for name, value in os.environ.items()
                if not name.startswith("ENGRAM_")} | {"ENGRAM_LLM_API_KEY": KEY}
    server = subprocess.Popen(
        [engram, "serve", "--listen", f"unix:{folder}/socket", "--data-dir", folder / "data",
         "--llm-url", url, "--llm-model", model, "--log-level", "error"],
        stdout=subprocess.PIPE, text=True, env=settings)
    try:
        server.stdout.readline()
        chat = subprocess.run(
            [engram, "chat", "--user", "ada", "--address", f"unix:{folder}/socket"],
            input="Hello\n/context\n", capture_output=True, text=True, timeout=PATIENCE_SECONDS,
            env=settings)
    finally:
        end(server)
    return complaint(model, chat)


def complaint(model: str, chat: subprocess.CompletedProcess) -> str:
    said = f"exit status {chat.returncode}, {chat.stdout!r}, {chat.stderr!r}"
    if model not in FAILURES:
        usage = re.search(r"read, written +([1-9]\d*), ([1-9]\d*) tokens", chat.stderr)
        is_right = chat.returncode == 0 and chat.stdout == ANSWER + "\n" and usage
    else:
        status, reason = FAILURES[model]
        is_right = (chat.returncode == status and f"reason: {reason}" in chat.stderr
                    and chat.stdout == "" and "mock" not in chat.stderr)
    return "" if is_right else said


def end(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
