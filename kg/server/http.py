"""HTTP as uvicorn does it, but that the head of a request has limits, and who takes no answer is given up."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.server.replies import Refused

HEAD = 100_000
"""Bytes that the request line and headers may take: a query may stand in the address, percent-encoded."""
SECONDS = 10.0


class Reader(HttpToolsProtocol):
    """Ends a connection whose request has a head without end, or whose client does not take the answer.

    To close it would wait until the client has taken what is on its way; so it is broken off.
    """

    delivery = 30.0
    """Seconds within which a client takes what waits for it."""
    _seen = 0
    _in_head = False
    _alarm: asyncio.TimerHandle | None = None
    _untaken: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        self._taken()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._must_take()

    def resume_writing(self) -> None:
        self._taken()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._must_take()

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._seen += len(data)
        super().data_received(data)
        if self._in_head and self._seen > HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        self._end()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be read in the way in which everything is refused."""
        reply = Refused(400, "Bad request", msg).reply()
        head = (
            f"HTTP/1.1 400 Bad Request\r\nContent-Type: {reply.media}\r\n"
            f"Content-Length: {len(reply.body)}\r\nX-Content-Type-Options: nosniff\r\n"
            "Connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + reply.body)
        self.transport.close()
        self._must_take()

    def _must_take(self) -> None:
        self._taken()
        self._untaken = asyncio.get_running_loop().call_later(self.delivery, self.transport.abort)

    def _taken(self) -> None:
        if self._untaken:
            self._untaken.cancel()

    def _begin(self) -> None:
        self._end()
        self._seen, self._in_head = 0, True
        self._alarm = asyncio.get_running_loop().call_later(SECONDS, self._give_up)

    def _end(self) -> None:
        self._in_head = False
        if self._alarm:
            self._alarm.cancel()

    def _give_up(self) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.close()


def reader(delivery: float) -> type[Reader]:
    """Return a reader with a limit of its own."""
    return type("Reader", (Reader,), {"delivery": delivery})
