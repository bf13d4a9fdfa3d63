"""The clients: bounded requests over kept connections to a server on this machine, in one thread of plain asyncio."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

MOST_SECONDS = 60.0
BROWSER = "Accept: text/html\r\nAccept-Encoding: gzip, br\r\nUser-Agent: attune-bench\r\n"


@dataclass
class Load:
    """What the clients saw. `durations` in seconds; `bytes` are all that came over the wire, heads included."""

    durations: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bytes: int = 0
    seconds: float = 0.0

    @property
    def requests(self) -> int:
        return len(self.durations)

    @property
    def p95_ms(self) -> float:
        ordered = sorted(self.durations)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] * 1000


def get(path: str, *, cookies: str = "") -> bytes:
    """The bytes of a GET as a browser sends it."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{BROWSER}{_cookie(cookies)}\r\n".encode()


def post(path: str, fields: dict[str, list[str]], *, cookies: str, origin: str) -> bytes:
    """The bytes of a form that is sent."""
    body = urlencode(fields, doseq=True).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {origin.removeprefix('http://')}\r\nOrigin: {origin}\r\n{BROWSER}{_cookie(cookies)}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _cookie(cookies: str) -> str:
    return f"Cookie: {cookies}\r\n" if cookies else ""


def for_seconds(port: int, requests: list[bytes], *, clients: int, seconds: float) -> Load:
    """Sends the requests round and round until the time is up."""
    return asyncio.run(_run(port, itertools.cycle(requests), clients=clients, seconds=min(seconds, MOST_SECONDS)))


def once_each(port: int, requests: Iterable[bytes], *, clients: int) -> Load:
    """Sends every request once."""
    return asyncio.run(_run(port, iter(requests), clients=clients, seconds=MOST_SECONDS))


async def _run(port: int, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    load = Load()
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, requests, load, until=began + seconds) for _ in range(clients)))
    load.seconds = time.perf_counter() - began
    return load


async def _client(port: int, requests: Iterator[bytes], load: Load, *, until: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            began = time.perf_counter()
            if began > until:
                break
            writer.write(request)
            try:
                status, size, is_kept = await _answer(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                status, size, is_kept = 0, 0, False
            load.durations.append(time.perf_counter() - began)
            load.statuses[status] += 1
            load.bytes += size
            if not is_kept:
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """Status, size on the wire, and whether the connection stays (RFC 9112 §6, §9.3)."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    names = dict(line.split(b": ", 1) for line in lines[1:] if b": " in line)
    size = len(head)
    if names.get(b"transfer-encoding") == b"chunked":
        while True:
            length = await reader.readuntil(b"\r\n")
            part = int(length, 16)
            await reader.readexactly(part + 2)
            size += len(length) + part + 2
            if part == 0:
                break
    else:
        body = int(names.get(b"content-length", b"0"))
        await reader.readexactly(body)
        size += body
    return int(lines[0].split(b" ")[1]), size, names.get(b"connection") != b"close"
