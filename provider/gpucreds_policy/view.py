"""What pulumi-policy hands to a policy, as the subjects of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import pulumi
from pulumi_policy import PolicyProviderResource, PolicyResource, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UnknownValueError
from pydantic import Secret

from gpucreds.core.declaration import property_name
from gpucreds.doors.package import PACKAGE
from gpucreds.doors.run import provider_clock
from gpucreds.platforms.configuration import Configuration
from gpucreds_policy.marks import SecretText
from gpucreds_policy.subject import HOMES, Subject, declared_type


class View:
    """One process of the pack: its clock and the configuration of the stack that it is started for."""

    def resource(self, args: ResourceValidationArgs) -> Subject:
        """The resource that is about to be made or changed; the engine tells its nearest parent only."""
        parents = [args.opts.parent] if args.opts.parent else []
        return self._subject(args.resource_type, args.urn, args.props, parents, args.provider)

    def stack(self, args: StackValidationArgs) -> list[Subject]:
        """All resources of the stack."""
        return [
            self._subject(one.resource_type, one.urn, one.props, list(_parents(one)), one.provider)
            for one in args.resources
        ]

    def _subject(
        self,
        token: str,
        urn: str,
        props: Mapping[str, Any],
        parents: Sequence[str],
        provider: PolicyProviderResource | None,
    ) -> Subject:
        kind, properties = declared_type(token), known(props)
        endpoint = properties.get("endpoint") or self._configured(kind, provider.props if provider else {})
        return Subject(kind, urn, properties, parents, endpoint, self._now, list(unknown(props)))

    def _configured(self, kind: str, provider: Mapping[str, Any]) -> str | None:
        """Where a new resource will be: as its provider says, which a program makes, else the stack, else the machine.

        A dynamic provider, and what a plugin reads from the environment, stands in no property.
        """
        home = HOMES.get(kind.partition(":")[0])
        if home is None or property_name(home) in unknown(provider):
            return None
        url: str | None = known(provider).get(property_name(home)) or getattr(self._configuration, home)
        return url

    @cached_property
    def _now(self) -> datetime:
        return provider_clock(lambda _: None).now()

    @cached_property
    def _configuration(self) -> Configuration:
        return Configuration.load(pulumi.Config(PACKAGE).get)


def known(value: Any) -> Any:  # noqa: ANN401 - JSON
    """A value without the parts that a preview cannot know; its secret texts are `pydantic.Secret`."""
    if isinstance(value, SecretText):
        return Secret[str](str(value))
    if isinstance(value, Mapping):
        return {name: known(item) for name, item in _there(value, value)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [known(item) for _, item in _there(value, range(len(value)))]
    return value


def unknown(value: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401 - JSON
    """The paths of the parts that a preview cannot know."""
    for key in _keys(value):
        try:
            item = value[key]
        except UnknownValueError:
            yield f"{path}{key}"
        else:
            yield from unknown(item, f"{path}{key}.")


def _keys(value: Any) -> Iterable[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        return value
    return range(len(value)) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _there(container: Any, keys: Iterable[Any]) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - either kind of proxy
    for key in keys:
        try:
            yield key, container[key]
        except UnknownValueError:
            continue


def _parents(resource: PolicyResource) -> Iterator[str]:
    while resource.parent:
        resource = resource.parent
        yield resource.urn
