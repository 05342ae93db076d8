"""The life cycle, once for all resources: every door calls it, and it speaks property values (camelCase, UNKNOWN)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from gpucreds.core.declaration import (
    Blocking,
    Failure,
    Internal,
    Kept,
    Model,
    Named,
    Placed,
    Planned,
    Renewed,
    Replaces,
    decode,
    encode,
    marked,
    marked_properties,
    properties,
    property_name,
    recall,
    secrets,
)
from gpucreds.core.errors import InvalidInput, Refused
from gpucreds.core.resource import Resource, Run
from gpucreds.core.unknown import UNKNOWN, UnknownValue, contains_unknown

Properties = Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """The inputs as given and planned, and what is wrong with them."""

    inputs: dict[str, Any]
    failures: list[Failure]


@dataclass(frozen=True)
class Diff:
    """What an update would change: what differs, what of that replaces, and whether work is left over."""

    changed: list[str]
    replaces: list[str]
    delete_before_replace: bool
    pending: bool


@dataclass(frozen=True)
class Existing:
    """An object on the platform: its id, its whole state, its inputs, and why nobody can use it yet, if so."""

    id: str
    state: dict[str, Any]
    inputs: dict[str, Any]
    unfinished: str | None = None


class Hub:
    """Runs the verbs of one run's resources."""

    def __init__(
        self, run: Run, resources: Mapping[str, Resource[Any, Any, Any]] | Iterable[Resource[Any, Any, Any]]
    ) -> None:
        self.run = run
        self._resources = resources if isinstance(resources, Mapping) else {one.resource_type: one for one in resources}

    def check(
        self, resource_type: str, news: Properties, olds: Properties | None = None, name: str | None = None
    ) -> Checked:
        """Validate what the program gives and plan the rest.

        `olds` are the inputs of the last update, if any; `name` is the resource's, where the program does not say it.
        """
        resource = self._resources[resource_type]
        old = recall(resource.inputs, olds) if olds is not None else None
        news = _named(resource.inputs, news, olds or {}, name)
        given = _given(resource.inputs, news, olds or {})
        inputs, failures = decode(resource.inputs, given)
        if not failures and not _undecided(resource.inputs, news):
            try:
                inputs = inputs.model_copy(update=dict(resource.plan(inputs, old)))
            except UnknownValue:  # planned when the update runs
                inputs = _settled(inputs, old, news)
            except InvalidInput as error:
                failures = [Failure(property_name(error.field), str(error))]
        elif not failures:
            inputs = _settled(inputs, old, news)
        return Checked(dict(news) if failures else _with_partly_known(encode(inputs), given), failures)

    def diff(self, resource_type: str, state: Properties, news: Properties) -> Diff:
        """Compare a state with checked inputs. What is not known yet counts as different."""
        resource = self._resources[resource_type]
        changed = [name for name in properties(resource.inputs) if _differ(state, news, name)]
        replaces = [name for name in changed if name in marked_properties(resource.inputs, Replaces)]
        resource.notice(recall(resource.state, state), stays=not replaces)
        dying_first = bool(replaces) and _dies_first(resource, state, news)
        return Diff(changed, replaces, dying_first, pending=bool(state.get("pending")))

    def foresee(self, resource_type: str, inputs: Properties, state: Properties | None = None) -> dict[str, Any]:
        """The state that checked inputs would give, for a preview: what only the update itself can tell is UNKNOWN."""
        model = self._resources[resource_type].state
        if state is None:
            return dict.fromkeys(properties(model), UNKNOWN) | dict(inputs)
        given = properties(self._resources[resource_type].inputs)
        kept = {name: value for name, value in state.items() if name not in given}
        renewed = [name for name, causes in _renewals(model).items() if _renews(state, inputs, causes)]
        return kept | dict(inputs) | dict.fromkeys(renewed, UNKNOWN)

    def create(self, resource_type: str, inputs: Properties) -> Existing:
        """Make the object."""
        resource = self._resources[resource_type]
        object_id, state = resource.create(recall(resource.inputs, inputs))
        return self._existing(resource, object_id, state)

    def import_(self, resource_type: str, object_id: str, address: str) -> Existing | None:
        """An object that nobody has in a state yet, None when there is none."""
        resource = self._resources[resource_type]
        found = resource.import_(object_id, address)
        return self._existing(resource, *found) if found else None

    def read(self, resource_type: str, object_id: str, state: Properties) -> Existing | None:
        """The object as the platform has it, None when it is gone."""
        resource = self._resources[resource_type]
        found = resource.read(self._at_home(resource, state))
        return self._existing(resource, object_id, found) if found else None

    def update(self, resource_type: str, object_id: str, state: Properties, news: Properties) -> Existing:
        """Bring the object to what checked inputs say."""
        resource = self._resources[resource_type]
        updated = resource.update(self._at_home(resource, state), recall(resource.inputs, news))
        return self._existing(resource, object_id, updated)

    def delete(self, resource_type: str, state: Properties) -> None:
        """Remove the object."""
        resource = self._resources[resource_type]
        resource.delete(self._at_home(resource, state))

    def _at_home(self, resource: Resource[Any, Any, Any], values: Properties) -> Model:
        """The state, unless its object lives on another platform: there "not found" would say nothing about it."""
        home = values.get("endpoint")
        if home and home not in resource.endpoints():
            raise Refused(
                f"this object lives at {home}, and the configuration names {resource.endpoints()[0]}",
                "Configure the platform that it lives on; if that only got another address, also the former endpoint",
            )
        return self._recall(resource, values)

    def _recall(self, resource: Resource[Any, Any, Any], values: Properties) -> Model:
        state = recall(resource.state, values)
        for name in secrets(resource.state):
            self.run.redact.learn(*_every_secret(getattr(state, name)))
        return state

    def _existing(self, resource: Resource[Any, Any, Any], object_id: str, state: Model) -> Existing:
        if isinstance(state, Placed):
            state = state.model_copy(update={"endpoint": resource.endpoints()[0]})
        values = encode(state)
        names = properties(resource.inputs)
        inputs = {name: value for name, value in values.items() if name in names}
        return Existing(object_id, values, inputs, _unfinished(state))


def _named(model: type[Model], news: Properties, olds: Properties, name: str | None) -> Properties:
    """What the program gives, with the names that it leaves to us: a resource that is renamed keeps them."""
    left = [field for field in marked_properties(model, Named) if news.get(field) is None]
    return {**news, **{field: olds.get(field, name) for field in left}} if name else news


def _renewals(model: type[Model]) -> dict[str, Sequence[str]]:
    """The outputs that an update may make anew, each with the inputs whose change does."""
    marks = ((name, mark) for name, field in model.model_fields.items() for mark in field.metadata)
    return {property_name(name): mark.by for name, mark in marks if isinstance(mark, Renewed)}


def _renews(state: Properties, news: Properties, causes: Sequence[str]) -> bool:
    return bool(state.get("pending")) or any(_differ(state, news, property_name(cause)) for cause in causes)


def _unfinished(state: Model) -> str | None:
    return next((text for text in (getattr(state, name) for name in marked(type(state), Blocking)) if text), None)


def _given(model: type[Model], news: Properties, olds: Properties) -> Properties:
    planned = dict.fromkeys(marked_properties(model, Planned), UNKNOWN)
    said = {name: news[name] for name in _sayable(model) if news.get(name) is not None}
    kept = {name: olds[name] for name in marked_properties(model, Kept) if name in olds}
    return {**news, **kept, **planned, **said}


def _settled(inputs: Model, old: Model | None, news: Properties) -> Model:
    """What replaces is planned once, and bookkeeping is not shown: both stay as they were, or are not there."""
    fields = type(inputs).model_fields
    ours = {name for name in marked(type(inputs), Planned()) if Internal() in fields[name].metadata}
    if old is None:
        return inputs.model_copy(update={name: None for name in ours if not fields[name].is_required()})
    planned = {name for name in marked(type(inputs), Planned(or_given=True)) if news.get(property_name(name)) is None}
    kept = ours | planned.intersection(marked(type(inputs), Replaces))
    return inputs.model_copy(update={name: getattr(old, name) for name in kept})


def _sayable(model: type[Model]) -> Sequence[str]:
    return marked_properties(model, Planned(or_given=True))


def _undecided(model: type[Model], news: Properties) -> bool:
    """Whether the program gives what would else be planned, but not yet its value."""
    return any(contains_unknown(news.get(name)) for name in _sayable(model))


def _dies_first(resource: Resource[Any, Any, Any], state: Properties, news: Properties) -> bool:
    try:
        return resource.dies_first(recall(resource.state, state), recall(resource.inputs, news))
    except UnknownValue:
        return False  # seen again when the update runs


def _with_partly_known(inputs: dict[str, Any], given: Properties) -> dict[str, Any]:
    # A list with one unknown item is unknown as a whole to the core; the engine may still show the rest of it.
    return {name: given.get(name, value) if value is UNKNOWN else value for name, value in inputs.items()}


def _differ(state: Properties, news: Properties, name: str) -> bool:
    return contains_unknown(news.get(name)) or state.get(name) != news.get(name)


def _every_secret(value: object) -> Iterable[SecretStr]:
    if isinstance(value, SecretStr):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [secret for part in parts for secret in _every_secret(part)]
