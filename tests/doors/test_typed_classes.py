"""The classes that programs write say what their declarations say, to a reader, to an IDE and to the engine."""

from __future__ import annotations

import ast
import inspect
import itertools
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

import pulumi
import pytest
from pydantic.fields import FieldInfo

import gpucreds
from gpucreds import egs, nvcf, rotation, runai
from gpucreds.core import credential
from gpucreds.core.declaration import Internal, Kept, Model, Planned, Promised, marked, property_name, secrets
from gpucreds.core.documented import meaning
from gpucreds.doors import typed
from gpucreds.resources import RESOURCES, access_rule, application, scoped_key
from gpucreds.resources.api_token import Role

CLASSES = [
    egs.ApiToken,
    egs.SliceWorkspace,
    gpucreds.StackIdentity,
    nvcf.ScopedKey,
    runai.AccessRule,
    runai.Application,
    runai.LocalUser,
]
NAMED_AFTER_THE_RESOURCE = {"name", "description"}
FORMS = {int: int, bool: bool, Mapping: dict, Sequence: list}
"""What a program sees, and what the declaration keeps; everything else is a text."""


@pytest.fixture(params=CLASSES, ids=lambda cls: cls.__name__)
def cls(request: pytest.FixtureRequest) -> type[typed.Resource]:
    return request.param


def written(model: type[Model]) -> set[str]:
    """The inputs that a program writes."""
    return model.model_fields.keys() - {*marked(model, Planned()), *marked(model, Kept)}


def parameters(cls: type) -> dict[str, inspect.Parameter]:
    """The keyword parameters, without the engine's options."""
    signature = inspect.signature(cls.__init__, eval_str=True)
    return {name: value for name, value in signature.parameters.items() if value.kind is value.KEYWORD_ONLY}


def inputs(cls: type) -> dict[str, inspect.Parameter]:
    return {name: value for name, value in parameters(cls).items() if name != "opts"}


def attributes(cls: type) -> dict[str, Any]:
    """The types of what a program reads: the T of each `Output[T]`."""
    return {name: get_args(form)[0] for name, form in inspect.get_annotations(cls, eval_str=True).items()}


def optional(form: object) -> bool:
    return types.NoneType in get_args(form)


def bare(form: object) -> object:
    """A form without its None and its arguments."""
    rest = [part for part in get_args(form) if part is not types.NoneType]
    return bare(rest[0]) if optional(form) or get_origin(form) is Annotated else get_origin(form) or form


def field(cls: type[typed.Resource], name: str) -> FieldInfo:
    return cls.declared.state.model_fields[name]


def documented_attributes(cls: type) -> dict[str, str]:
    """The annotated names that a docstring follows, with it."""
    (body,) = (node.body for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef))
    return {
        node.target.id: after.value.value
        for node, after in itertools.pairwise(body)
        if isinstance(node, ast.AnnAssign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    }


def documented_parameters(cls: type) -> set[str]:
    """The names under `Args:`."""
    _, _, args = inspect.getdoc(cls.__init__).partition("Args:\n")
    return {line.split(":")[0].strip() for line in args.splitlines() if line.startswith("    ") and ": " in line}


def test_every_resource_has_one_class():
    assert {cls.declared for cls in CLASSES} == set(RESOURCES)


def test_parameters_are_the_inputs_that_a_program_writes(cls: type[typed.Resource]):
    assert set(inputs(cls)) == written(cls.declared.inputs)


def test_every_parameter_but_the_name_is_keyword_only(cls: type[typed.Resource]):
    if cls is gpucreds.StackIdentity:
        assert list(inspect.signature(cls.__init__).parameters) == ["self"]
        return
    positional = [name for name in inspect.signature(cls.__init__).parameters if name not in parameters(cls)]
    assert positional == ["self", "resource_name"]
    assert parameters(cls)["opts"].default is None


def test_a_parameter_has_no_default_exactly_where_the_input_is_required(cls: type[typed.Resource]):
    required = {name for name, value in inputs(cls).items() if value.default is value.empty}
    filled_in = {*NAMED_AFTER_THE_RESOURCE, *marked(cls.declared.inputs, Planned(or_given=True))}
    assert required == {name for name in written(cls.declared.inputs) if field(cls, name).is_required()} - filled_in


def test_a_default_is_none_or_the_one_of_the_declaration(cls: type[typed.Resource]):
    for name, value in inputs(cls).items():
        if value.default not in (None, value.empty):
            declared = cls.declared.inputs.model_construct(**{name: field(cls, name).default})
            assert declared.model_dump(include={name}) == {name: value.default}


def test_attributes_are_the_state_without_its_bookkeeping(cls: type[typed.Resource]):
    assert set(attributes(cls)) == cls.declared.state.model_fields.keys() - set(marked(cls.declared.state, Internal))


def test_the_sdk_finds_evaluated_annotations_where_there_may_be_many_resources(cls: type[typed.Resource]):
    postponed = [form for form in inspect.get_annotations(cls).values() if isinstance(form, str)]
    assert not postponed or cls is gpucreds.StackIdentity


def test_an_attribute_is_optional_exactly_where_the_state_is(cls: type[typed.Resource]):
    for name, form in attributes(cls).items():
        declared = field(cls, name)
        assert optional(form) == (optional(declared.annotation) and Promised() not in declared.metadata), name


def test_an_attribute_has_the_form_of_its_declaration(cls: type[typed.Resource]):
    for name, form in attributes(cls).items():
        declared = bare(field(cls, name).annotation)
        is_object = isinstance(declared, type) and issubclass(declared, Model)
        if bare(form) is not rotation.Retiring:
            assert FORMS.get(bare(form), str) is (
                dict if is_object else declared if declared in FORMS.values() else str
            )


def test_every_parameter_is_documented(cls: type[typed.Resource]):
    everything = set(inspect.signature(cls.__init__).parameters) - {"self"}
    assert documented_parameters(cls) == everything


def test_every_output_is_documented(cls: type[typed.Resource]):
    assert documented_attributes(cls).keys() == set(attributes(cls)) - set(inputs(cls))
    assert inspect.getdoc(cls)


def words(form: object) -> set[str]:
    """The texts that a form allows, where it counts them."""
    return {part for part in get_args(form) if isinstance(part, str)}.union(*map(words, get_args(form)))


def test_every_word_that_a_status_may_be_is_documented(cls: type[typed.Resource]):
    for name, text in documented_attributes(cls).items():
        for word in words(field(cls, name).annotation):
            assert f"`{word}`" in text


def test_every_property_of_a_declaration_is_documented(cls: type[typed.Resource]):
    for name in cls.declared.state.model_fields:
        assert meaning(cls.declared.state, name), name


@pytest.mark.parametrize(
    ("written", "declared"),
    [
        (rotation.Rotation, credential.Rotation),
        (runai.SecretRotation, application.SecretRotation),
        (runai.Subject, access_rule.Subject),
        (runai.Scope, access_rule.Scope),
        (nvcf.KeyResource, scoped_key.KeyResource),
    ],
)
def test_the_parts_of_an_object_are_those_of_the_declaration(written: type, declared: type[Model]):
    refused = {"overlap"} if written is runai.SecretRotation else set()  # declared to be refused with the reason
    assert written.__annotations__.keys() == declared.model_fields.keys() - refused
    assert documented_attributes(written).keys() == written.__annotations__.keys()
    may_be_left_out = {name for name, value in declared.model_fields.items() if not value.is_required()} - refused
    assert written.__optional_keys__ >= may_be_left_out


def test_the_platforms_share_the_words_of_a_rotation():
    assert (egs.Rotation, egs.Retiring) == (nvcf.Rotation, nvcf.Retiring) == (rotation.Rotation, rotation.Retiring)


def test_the_parts_of_what_retires_are_those_of_the_declaration():
    fields = credential.Retiring.model_fields
    assert rotation.Retiring.__annotations__.keys() == fields.keys()
    values = {property_name(name): name for name in fields}
    retiring = pulumi._types.output_type_from_dict(rotation.Retiring, values)
    assert {name: getattr(retiring, name) for name in fields} == dict(zip(fields, fields, strict=True))


def test_the_roles_are_those_of_the_declaration():
    (form,) = (part for part in get_args(inputs(egs.ApiToken)["role"].annotation) if get_origin(part) is Literal)
    assert get_args(form) == get_args(Role)


def test_a_name_in_the_state_is_the_name_in_python_and_back(cls: type[typed.Resource]):
    resource = cls.__new__(cls)
    for name in cls.declared.state.model_fields:
        stored = resource.translate_input_property(name)
        assert stored == property_name(name)
        assert resource.translate_output_property(stored) == name
    assert resource.translate_output_property("__provider") == "__provider"
    assert resource.translate_input_property("__provider") == "__provider"


def test_secret_outputs_come_from_the_declaration():
    assert secrets(egs.ApiToken.declared.state) == ["leftovers", "token", "previous_token"]
    assert secrets(egs.SliceWorkspace.declared.state) == ["kubeconfigs"]
    assert secrets(runai.Application.declared.state) == ["client_secret"]
    assert secrets(runai.LocalUser.declared.state) == ["temp_password"]
    assert secrets(runai.AccessRule.declared.state) == []
    assert secrets(nvcf.ScopedKey.declared.state) == ["key", "previous_key"]


@pytest.mark.parametrize("cls", [egs.ApiToken, nvcf.ScopedKey])
def test_what_the_documentation_says_of_a_lifetime_is_the_declarations(cls: type[typed.Resource]):
    assert f"{cls.declared.inputs.default_ttl.days}d" in inspect.getdoc(cls.__init__)
