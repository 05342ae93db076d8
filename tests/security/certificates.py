"""Servers with certificates."""

import ssl


def server_side(authority, *names, **how):
    """The context of a server that `authority` has signed for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **how).configure_cert(context)
    return context
