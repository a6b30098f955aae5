"""HTTP client of one server: retries, limits of time and size, and errors in one line."""

from __future__ import annotations

import random
import re
import socket
import ssl
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import httpx

from kg.core.media import FORM, PROBLEM
from kg.errors import BadAddress, NoAnswer
from kg.query.credentials import is_loopback, read_credentials

MB = 1_000_000
MOST = 200 * MB
"""Bytes of a reply."""
CONNECTS, ENDS = 10.0, 900.0
"""Seconds until a server is reached, and until a reply that has begun is whole."""
LINE = 200
"""Characters that are shown of what a server says."""
RETRIED = frozenset({429, 502, 503, 504})
"""Statuses of a server that may answer the next time."""
_CHUNK = 64_000
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")
_HEADING = re.compile(rb"<(?:title|h1)[^>]*>([^<]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Retries:
    """Retries with exponential backoff and jitter, so that many clients do not come back at once."""

    tries: int = 1
    first: float = 0.5
    longest: float = 30.0
    most_asked: float = 120.0
    """Seconds that a server may ask to wait (``Retry-After``); one that asks for more is given up."""
    answers: float = 120.0
    """Seconds until a server sends its reply, or the next piece of it."""

    def wait(self, failed: int) -> float:
        """Return the seconds to wait after so many failures."""
        return min(self.longest, self.first * 2.0 ** (failed - 1)) * random.uniform(0.5, 1.0)


ONCE, PATIENT = Retries(), Retries(tries=7, answers=1800.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered: status, media type, body and headers."""

    status: int
    media: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300


class Server:
    """One address of a server; redirects are not followed, since they would carry credentials elsewhere.

    Raises ``BadAddress``.
    """

    def __init__(self, url: str, retries: Retries = ONCE, notify: Callable[[str], None] | None = None):
        self.url = _address(url)
        self.shown = f"{self.url.scheme}://{self.url.netloc.decode()}{self.url.path}"
        """The address as messages show it: without what follows a question mark."""
        self.retries, self._notify = retries, notify or (lambda line: None)
        self._credentials = read_credentials()
        here = is_loopback(self.url.host)
        if self._credentials and self.url.scheme != "https" and not here:
            raise BadAddress(f"{self.shown}: KG_USER and KG_TOKEN go over https:// only, or to this machine")
        self._client = httpx.Client(
            auth=self._credentials.auth(),
            follow_redirects=False,
            headers={"User-Agent": "sahel-kg", **self._credentials.headers()},
            timeout=httpx.Timeout(retries.answers, connect=CONNECTS),
            trust_env=not here,  # a proxy would see requests to this machine
            verify=self.url.scheme == "https" or not here,  # reading all certificates takes a while
        )
        weakref.finalize(self, self._client.close)

    def send(
        self,
        method: str,
        accept: str = "*/*",
        *,
        params: Mapping[str, str] | None = None,
        form: Sequence[tuple[str, str]] | None = None,
        body: bytes | None = None,
        media: str = "",
        sent: Callable[[int], None] | None = None,
        most: int = MOST,
    ) -> Reply:
        """Send a request that may be repeated, and return the reply, whatever its status.

        ``sent`` is told how many bytes of the body have gone. A server that is not reached, or answers with
        one of ``RETRIED``, is tried again.

        Raises ``NoAnswer`` where there is no reply, or one of more than ``most`` bytes.
        """
        headers = {"Accept": accept}
        content: bytes | _Chunks | None = body
        if form is not None:
            content, media = urlencode(form).encode(), FORM
        elif body is not None and sent:
            content = _Chunks(body, sent)
            headers["Content-Length"] = str(len(body))
        if media:
            headers["Content-Type"] = media
        url = self.url.copy_merge_params(params) if params else self.url
        request = self._client.build_request(method, url, headers=headers, content=content)
        # by hand: httpx-retries repeats a request, not the reading of its reply, and knows no limit of
        # Retry-After; stamina returns no last reply, and tells no single caller; neither saves a line
        for failed in range(1, self.retries.tries + 1):
            is_last, wait = failed == self.retries.tries, self.retries.wait(failed)
            try:
                reply = self._once(request, most)
                asked, why = _retry_after(reply.headers), str(reply.status)
                if is_last or reply.status not in RETRIED or asked > self.retries.most_asked:
                    return reply
                wait = max(wait, asked)
            except httpx.RequestError as error:
                why = _reason(error)
                if is_last or not _is_transient(error):
                    raise NoAnswer(f"{self.shown}: {why}") from None
            self._notify(f"{self.shown}: {why}; again in {wait:.1f} s")
            time.sleep(wait)
        raise AssertionError("a request is tried at least once")

    def _once(self, request: httpx.Request, most: int) -> Reply:
        response = self._client.send(request, stream=True)
        end = time.monotonic() + ENDS
        try:
            body = bytearray()
            for piece in response.iter_bytes(_CHUNK):
                body += piece
                if len(body) > most:
                    raise NoAnswer(f"{self.shown}: the answer is larger than {most / MB:,.0f} MB")
                if time.monotonic() > end:
                    raise NoAnswer(f"{self.shown}: the answer takes longer than {ENDS:.0f} seconds")
        finally:
            response.close()
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Reply(response.status_code, media, bytes(body), response.headers)

    def refusal(self, reply: Reply) -> NoAnswer:
        """Write in one line what a server said instead of an answer."""
        status, said = reply.status, self._first_line(reply)
        if 300 <= status < 400:
            said = f"it has moved{self._moved(reply)}"
        elif status == 401:
            said = "it does not take KG_TOKEN, or KG_USER with KG_PASSWORD" if self._credentials else (
                "it wants to know who asks: set KG_USER and KG_PASSWORD, or KG_TOKEN"
            )  # fmt: skip
        elif status in (403, 404):
            what = "that is not allowed" if status == 403 else "nothing is there"
            said = f"{what}: {said}" if said else what
        return NoAnswer(f"{self.shown}: {status}" + (f", {said}" if said else ""), status)

    def _moved(self, reply: Reply) -> str:
        try:
            there = _address(str(self.url.join(reply.headers.get("location", ""))))
        except (BadAddress, httpx.InvalidURL, ValueError):
            return ""
        where = f"{there.scheme}://{there.netloc.decode()}{there.path}"
        return f": give {self._clean(where)} instead" if there != self.url else ""

    def _first_line(self, reply: Reply) -> str:
        """Return the first line of what a server says, as text that is safe to show."""
        said = reply.body[:_CHUNK]
        if reply.media == PROBLEM:
            detail = re.search(rb'"detail"\s*:\s*"((?:[^"\\]|\\.)*)"', said)
            said = detail[1] if detail else said
        elif said.lstrip().startswith(b"<"):
            heading = _HEADING.search(said)
            said = heading[1] if heading else b""
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return self._clean(lines[0]) if lines else ""

    def _clean(self, text: str) -> str:
        text = " ".join(_UNSEEN.sub(" ", self._credentials.redact(text)).split())
        return text if len(text) <= LINE else f"{text[:LINE]}…"


def _address(url: str) -> httpx.URL:
    """Read the address of a server; what may be secret in it is never shown.

    Raises ``BadAddress``.
    """
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, ValueError):
        raise BadAddress("this is no address of a server") from None
    if address.userinfo:
        raise BadAddress("an address holds no name and no password: set KG_USER and KG_PASSWORD instead")
    if address.scheme not in ("http", "https") or not address.host:
        raise BadAddress("the address of a server begins with https:// or http://")
    return address.copy_with(fragment=None)


class _Chunks:
    """A body in chunks, which can be sent again from its start, and reports its progress."""

    def __init__(self, body: bytes, sent: Callable[[int], None]):
        self._body, self._sent = body, sent

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._body), _CHUNK):
            yield self._body[start : start + _CHUNK]
            self._sent(min(start + _CHUNK, len(self._body)))


def _is_transient(error: httpx.RequestError) -> bool:
    """Tell whether a failure may be transient: a wrong name or certificate is not."""
    lasting = (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.DecodingError, httpx.ReadTimeout)
    return not isinstance(error, lasting) and not isinstance(_cause(error), (ssl.SSLError, socket.gaierror))


def _cause(error: BaseException) -> BaseException:
    """Return the error of the system behind one of httpx."""
    while not isinstance(error, OSError) and (inner := error.__cause__ or error.__context__):
        error = inner
    return error


def _reason(error: httpx.RequestError) -> str:
    """Describe a failure in a few words."""
    cause = _cause(error)
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {CONNECTS:.0f} seconds"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(cause, ssl.SSLError):
        return f"no safe connection: {getattr(cause, 'verify_message', '') or cause.reason}"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror.lower()
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection broke off" if isinstance(error, httpx.TransportError) else "no readable answer"


def _retry_after(headers: Mapping[str, str]) -> float:
    """Read ``Retry-After`` (RFC 9110 §10.2.3): seconds, or a day and hour; none is 0."""
    given = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", given):
        return float(given)
    try:
        return max(0.0, (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
