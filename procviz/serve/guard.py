"""Who may come in: the app runs programs, so a page of somebody else must not reach it.

* The token in the address keeps out whoever only knows the port: other users of this machine, or
  other machines.
* The name in ``Host`` keeps out pages whose name was made to point here (DNS rebinding): they can
  read our page, but not under a name of ours.
* ``Origin`` keeps out websockets of other sites (RFC 6455, 10.2): browsers send it, always true.
"""

import hmac
import ipaddress
import secrets
import socket
from urllib.parse import urlsplit


class Guard:
    """Decides for a server that listens at ``host``."""

    def __init__(self, host: str, token: str = "") -> None:
        self.token = token or secrets.token_urlsafe(24)
        self.local = is_local(host)
        self._names = {"localhost"} if self.local else {host.lower(), socket.gethostname().lower()}

    def knows(self, token: str) -> bool:
        """Whether this is the token; takes the same time for every wrong one of a length."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def answers_to(self, host: str) -> bool:
        """Whether the server has this name, as a request's ``Host`` says it: name[:port]."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self.local  # an address cannot be made to point elsewhere

    def same_site(self, origin: str, host: str) -> bool:
        """Whether a page from ``origin`` is one that this server gave out under ``host``."""
        scheme, _, rest = origin.partition("://")
        return scheme in ("http", "https") and rest.lower() == host.lower()


def is_local(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
