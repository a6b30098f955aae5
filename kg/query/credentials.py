"""Credentials for servers: from the environment alone, sent over TLS or to this machine, never shown.

``KG_TOKEN`` goes as a bearer token (RFC 6750), ``KG_USER`` and ``KG_PASSWORD`` as Basic (RFC 7617) or Digest
(RFC 7616), as the server asks.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from collections.abc import Generator
from dataclasses import dataclass, field

import httpx

from kg.errors import BadAddress

Flow = Generator[httpx.Request, httpx.Response, None]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or a user with a password, or neither."""

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.token or self.user)

    def headers(self) -> dict[str, str]:
        """Return the header that sends a token."""
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def auth(self) -> httpx.Auth | None:
        """Return the authentication of a user for httpx."""
        return _Challenged(self.user, self.password) if self.user else None

    def redact(self, text: str) -> str:
        """Redact secrets in a text: a server may send back what it was sent."""
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in filter(None, (self.token, self.password, self.user and pair)):
            text = text.replace(secret, "…")
        return text


def read_credentials() -> Credentials:
    """Read the environment; a token goes before a name.

    Raises ``BadAddress`` where one of two is missing, or a token holds a character that none has.
    """
    token, user, password = (os.environ.get(name, "") for name in ("KG_TOKEN", "KG_USER", "KG_PASSWORD"))
    if token:
        if not re.fullmatch(r"[!-~]+", token):
            raise BadAddress("KG_TOKEN holds a character that no token has")
        return Credentials(token)
    if bool(user) != bool(password):
        raise BadAddress(f"{'KG_PASSWORD' if user else 'KG_USER'} is missing in the environment")
    return Credentials("", user, password)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("example.org")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Challenged(httpx.Auth):
    """Answers the first challenge of a server in its scheme, and sends credentials unasked from then on."""

    def __init__(self, user: str, password: str):
        self._user, self._password = user, password
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Flow:
        try:
            yield from self._answered(request)
        except (LookupError, ValueError, NotImplementedError):
            self._chosen = None  # httpx cannot answer such a challenge: the 401 stands

    def _answered(self, request: httpx.Request) -> Flow:
        if self._chosen is None:
            response = yield request
            if response.status_code not in (401, 403):
                return
            asked = [way.lower() for way in response.headers.get_list("www-authenticate")]
            if response.status_code == 401 and any(way.startswith("digest ") for way in asked):
                self._chosen = digest = httpx.DigestAuth(self._user, self._password)
                flow = digest.auth_flow(request)
                next(flow)  # its first request has been sent already
                yield flow.send(response)
                return
            self._chosen = httpx.BasicAuth(self._user, self._password)
        yield from self._chosen.auth_flow(request)
