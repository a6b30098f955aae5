"""Who one is to a server elsewhere: from the environment alone, over TLS or on this machine, never shown.

``KG_TOKEN``, or ``KG_USER`` and ``KG_PASSWORD``, which go as Basic or Digest, as the server asks (RFC 7617,
RFC 7616).
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
    """A token, or a name with its password, or nothing."""

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.token or self.user)

    def auth(self) -> httpx.Auth | None:
        """Return what tells a server who one is."""
        if self.token:
            return _Bearer(self.token)
        return _Login(self.user, self.password) if self.user else None

    def hidden_in(self, text: str) -> str:
        """Blank out what is secret in a text: a server may send back what it was sent."""
        pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in filter(None, (self.token, self.password, self.user and pair)):
            text = text.replace(secret, "…")
        return text


def read_credentials() -> Credentials:
    """Read the environment; a token goes before a name.

    Raises ``BadAddress`` where one of two is missing, or a token holds a sign that none has.
    """
    token, user, password = (os.environ.get(name, "") for name in ("KG_TOKEN", "KG_USER", "KG_PASSWORD"))
    if token:
        if not re.fullmatch(r"[!-~]+", token):
            raise BadAddress("KG_TOKEN holds a sign that no token has")
        return Credentials(token)
    if bool(user) != bool(password):
        raise BadAddress(f"{'KG_PASSWORD' if user else 'KG_USER'} is missing in the environment")
    return Credentials("", user, password)


def is_here(host: str) -> bool:
    """Say whether a host is this machine.

    >>> is_here("localhost"), is_here("127.0.0.2"), is_here("::1"), is_here("example.org")
    (True, True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Bearer(httpx.Auth):
    """Sends a token with each request (RFC 6750)."""

    def __init__(self, token: str):
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Flow:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class _Login(httpx.Auth):
    """Says who one is when asked, in the way that the server asks for, and from then on unasked."""

    def __init__(self, user: str, password: str):
        self._user, self._password = user, password
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Flow:
        try:
            yield from self._said(request)
        except (LookupError, ValueError, NotImplementedError):
            self._chosen = None  # httpx cannot meet such a challenge: the refusal stands

    def _said(self, request: httpx.Request) -> Flow:
        if self._chosen is None:
            response = yield request
            if response.status_code not in (401, 403):
                return
            asked = [way.lower() for way in response.headers.get_list("www-authenticate")]
            if response.status_code == 401 and any(way.startswith("digest ") for way in asked):
                self._chosen = digest = httpx.DigestAuth(self._user, self._password)
                flow = digest.auth_flow(request)
                next(flow)  # it asks to be asked, which has been done
                yield flow.send(response)
                return
            self._chosen = httpx.BasicAuth(self._user, self._password)
        yield from self._chosen.auth_flow(request)
