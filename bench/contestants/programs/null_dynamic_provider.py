"""The least that a dynamic provider can do."""

from typing import Any

from pulumi.dynamic import CreateResult, ResourceProvider


class Nothing(ResourceProvider):
    """Takes what it is given for made."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Make nothing."""
        return CreateResult("nothing", props)
