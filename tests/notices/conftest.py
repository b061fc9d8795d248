"""What the tests of this house share: sentences in English, and a web hook that really listens."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english(_chinese):
    with translation.override("en"):
        yield


class Hook(ThreadingHTTPServer):
    """Takes messages on 127.0.0.1. answers: (status, body) of the coming requests, the last one from then on."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.messages = []
        self.answers = [(200, {"errcode": 0})]
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.arrived = threading.Event()

    @property
    def url(self):
        return f"json://127.0.0.1:{self.server_port}/hook"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        hook = self.server
        hook.messages.append(json.loads(body))
        hook.arrived.set()
        hook.may_answer.wait(20)
        status, answer = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
        if status is None:
            self.close_connection = True  # hang up without a word
            return
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hook(settings) -> Iterator[Hook]:
    """A server that receives web hooks; channels may use json:// while it runs."""
    settings.NOTICE_CHANNELS = ["dingtalk", "feishu", "wecombot", "json"]
    server = Hook()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()
