"""Every condition of a module, inverted: one mutant at a time, as a syntax tree in memory."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from gpucreds_policy.rule import Rule

OPPOSITES: list[tuple[type[ast.cmpop], type[ast.cmpop]]] = [
    (ast.Eq, ast.NotEq),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.Lt, ast.GtE),
    (ast.Gt, ast.LtE),
]
INVERTED = {one: other for pair in OPPOSITES for one, other in (pair, pair[::-1])}
EDGES: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
QUANTORS = {"any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """A module with one change."""

    line: int
    was: str
    is_now: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"line {self.line}: {self.was} -> {self.is_now}"

    def rule(self, original: ModuleType, name: str) -> Rule[Any]:
        """The rule of that name in the changed module."""
        module = ModuleType(original.__name__)
        exec(compile(self.tree, str(original.__file__), "exec"), vars(module))  # noqa: S102 - our own, changed
        return next(value for value in vars(module).values() if isinstance(value, Rule) and value.name == name)


def mutants(module: ModuleType) -> list[Mutant]:
    """Each of them once."""
    tree = ast.parse(inspect.getsource(module))
    found = {ast.dump(mutant.tree): mutant for mutant in _changed(tree)}
    return list(found.values())


def _changed(tree: ast.Module) -> Iterator[Mutant]:
    for place, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            mutated = copy.deepcopy(tree)
            target = list(ast.walk(mutated))[place]
            change(target)
            told = (ast.unparse(node), ast.unparse(target))
            yield Mutant(_line(node), *map(_short, told), ast.fix_missing_locations(mutated))


def _line(node: ast.AST) -> int:
    return int(node.target.lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 0))


def _changes(node: ast.AST) -> Iterator[Callable[[Any], None]]:
    match node:
        case ast.If() | ast.IfExp():
            yield _negate_test
        case ast.comprehension(ifs=conditions):
            yield from (_negate_item("ifs", number) for number in range(len(conditions)))
        case ast.BoolOp(values=values):
            yield from (_negate_item("values", number) for number in range(len(values)))
        case ast.Compare(ops=[operator]):
            yield _compare_by(INVERTED[type(operator)])
            if type(operator) in EDGES:
                yield _compare_by(EDGES[type(operator)])
        case ast.UnaryOp(op=ast.Not()):
            yield _affirm
        case ast.Call(func=ast.Name(id=name)) if name in QUANTORS:
            yield _call(QUANTORS[name])


def _negate_test(node: ast.If | ast.IfExp) -> None:
    node.test = _negated(node.test)


def _negate_item(field: str, number: int) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        items = getattr(node, field)
        items[number] = _negated(items[number])

    return change


def _compare_by(operator: type[ast.cmpop]) -> Callable[[Any], None]:
    def change(node: ast.Compare) -> None:
        node.ops = [operator()]

    return change


def _affirm(node: ast.UnaryOp) -> None:
    node.operand = _negated(node.operand)  # twice negated


def _call(name: str) -> Callable[[Any], None]:
    def change(node: ast.Call) -> None:
        node.func = ast.Name(name, ast.Load())

    return change


def _negated(condition: ast.expr) -> ast.expr:
    """The opposite, written as a comparison has it, so that one mutant is not made twice."""
    if isinstance(condition, ast.Compare) and len(condition.ops) == 1:
        return ast.Compare(condition.left, [INVERTED[type(condition.ops[0])]()], condition.comparators)
    return ast.UnaryOp(ast.Not(), condition)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."
