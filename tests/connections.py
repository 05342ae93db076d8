"""The connections of an `Api`, which a run leaves to the end of its process."""


def hang_up(api):
    """Close them all."""
    for client in api._clients.made:
        client.close()
