"""Which server is meant: scheme, host and port, and which of them may be spoken to at all."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from mapconfig.language import say

_PORTS = {"https": 443, "http": 80}


class Refused(ValueError):
    """An address that is not spoken to; the message is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a server. Two URLs with the same origin reach the same server."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """The origin of `url`. Raises Refused for what is no plain http(s) URL: a user name in it would end up in
        logs, and spaces or control characters have no place in one."""
        shown = repr(_without_user(url))
        if any(character <= " " or character == "\x7f" for character in url) or "\\" in url:
            raise Refused(say("The URL {url} has a space, a backslash or a control character in it.", url=shown))
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise Refused(say("The URL {url} cannot be read: {why}.", url=shown, why=str(error))) from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise Refused(say("The URL {url} is no https address, such as https://mautic.example.", url=shown))
        if "?" in url or "#" in url:
            raise Refused(
                say(
                    "The URL {url} has more behind it than an address: leave out everything from the first ? or # on.",
                    url=shown,
                )
            )
        if parts.username is not None or parts.password is not None:
            raise Refused(
                say(
                    "The URL {url} has a user name in it. Logins belong outside the org's files; see docs/logins.md.",
                    url=shown,
                )
            )
        try:
            host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
        except UnicodeError:
            raise Refused(say("The URL {url} has a host name that does not exist.", url=shown)) from None
        return cls(parts.scheme, host.rstrip("."), port or _PORTS[parts.scheme])

    @property
    def loopback(self) -> bool:
        """Whether it is this machine, by an address or the name that every system gives itself."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def check_peer(host: str, address: str) -> None:
    """Raise Refused when `address`, which `host` turned out to be, can be no platform.

    It is asked of the connection itself, so a name server that gives another answer the second time gains nothing.
    Link-local addresses are where clouds hand out keys; private ones are allowed, since companies run platforms there,
    and a login is bound to its origin anyway.
    """
    peer = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    if peer.is_link_local or peer.is_multicast or peer.is_unspecified:
        raise Refused(say("{host} leads to {peer}, which is the address of no platform.", host=host, peer=str(peer)))
    if peer.is_loopback and not Origin("https", host, 443).loopback:
        raise Refused(
            say("{host} leads to {peer}, this machine itself, although it is not called so.", host=host, peer=str(peer))
        )


def _without_user(url: str) -> str:
    """`url` as it may be shown: nobody's password is repeated."""
    head, at, tail = url.rpartition("@")
    return (head.partition("//")[0] + "//...@" + tail if "//" in head else "...@" + tail) if at else url
