"""The page of an audit, in a real browser."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from gpucreds_cli.findings import CONDITIONS, Audit
from gpucreds_cli.report import WORDS, page
from tests.cli.report.conftest import Show
from tests.cli.report.fleet import HOSTILE, audit, credential, fleet, hostile

CONTRAST = """
() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const ground = (e) => {
    const colour = channels(getComputedStyle(e).backgroundColor);
    return colour.length === 3 || colour[3] === 1 ? colour : ground(e.parentElement);
  };
  const texts = [...document.querySelectorAll("body *")].filter((e) =>
    e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  return texts.map((e) => {
    const [a, b] = [light(channels(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 30)];
  });
}
"""


def as_json(found: Audit) -> dict:
    """What `gpucreds audit --json` prints."""
    return json.loads(found.model_dump_json(by_alias=True))


def counts(shown: Page, selector: str, key: str) -> dict[str, int]:
    """The numbers of `selector`, by what its `data-<key>` says; what people see is the same."""
    found = shown.locator(selector)
    for each in found.all():
        assert each.get_attribute("data-count") in each.inner_text().split()
    return {each.get_attribute(f"data-{key}"): int(each.get_attribute("data-count")) for each in found.all()}


def names(shown: Page) -> list[str]:
    """The names of all rows that can be seen, from above."""
    return shown.locator(".credential:visible [data-field=name]").all_text_contents()


def test_the_page_opens_without_a_word_on_the_console_or_a_request_to_anywhere(show: Show):
    shown = show(page(fleet()))
    assert shown.told == []
    assert shown.requests == [shown.url]


def test_the_counts_are_those_of_the_json(show: Show):
    shown, told = show(page(fleet())).page, as_json(fleet())
    summary = told["summary"]
    wrong = [one for one in told["credentials"] if one["conditions"] or one["violations"]]
    expected = {"attention": len(wrong), "credentials": summary["credentials"], "managed": summary["managed"]}
    assert counts(shown, "[data-total]", "total") == expected
    assert counts(shown, ".tile", "condition") == {"all": summary["credentials"], **summary["conditions"]}
    assert all(summary["conditions"].values())


def days_between(one: dict, field: str, at: str, sign: int) -> float | None:
    length = datetime.fromisoformat(one[field]) - datetime.fromisoformat(at) if one[field] else None
    return length and sign * length / timedelta(days=1) if length != timedelta(0) else 0.0


def in_buckets(lengths: list[float | None], edges: list[float], keys: list[str]) -> dict[str, int]:
    """How many lengths are from one edge up to the next."""
    numbers = [length for length in lengths if length is not None]
    bounds = pairwise([*edges, float("inf")])
    inside = {key: sum(low <= n < high for n in numbers) for key, (low, high) in zip(keys, bounds, strict=True)}
    return {**inside, "none": lengths.count(None)}


def test_the_charts_of_age_and_end_count_what_the_json_has(show: Show):
    shown, told = show(page(fleet())).page, as_json(fleet())
    ages = [days_between(one, "createdAt", told["at"], -1) for one in told["credentials"]]
    ends = [days_between(one, "expiresAt", told["at"], 1) for one in told["credentials"]]
    age = in_buckets(ages, [0, 7, 30, 90, 365], ["7d", "30d", "90d", "1y", "later"])
    end = in_buckets(ends, [float("-inf"), 1e-9, 7, 30, 90], ["expired", "7d", "30d", "90d", "later"])
    assert counts(shown, "[data-chart=age]", "bucket") == age
    assert counts(shown, "[data-chart=end]", "bucket") == end
    assert all([*age.values(), *end.values()])


def test_the_chart_of_platforms_counts_whose_the_credentials_of_the_json_are(show: Show):
    shown, told = show(page(fleet())).page, as_json(fleet())["credentials"]
    assert counts(shown, "[data-chart=platform]", "bucket") == Counter(one["platform"] for one in told)
    for platform in ("egs", "runai", "nvcf"):
        mine = [one for one in told if one["platform"] == platform]
        stray = {key: sum(key in one["conditions"] for one in mine) for key in ("unmanaged", "leftover", "missing")}
        managed = sum(bool(one["urn"]) for one in mine) - stray["missing"]
        known = len(mine) - managed - sum(stray.values())
        expected = {key: count for key, count in {**stray, "managed": managed, "known": known}.items() if count}
        assert counts(shown, f"[data-bucket={platform}] [data-standing]", "standing") == expected


def test_the_bars_are_as_long_as_their_numbers(show: Show):
    rows = show(page(fleet())).page.locator("[data-chart=age]").all()
    lengths = [(int(row.get_attribute("data-count")), row.locator("rect").bounding_box()) for row in rows]
    units = [box["width"] / count for count, box in lengths if count]
    assert max(units) == pytest.approx(min(units), rel=0.02)


def test_every_row_says_what_the_json_says(show: Show):
    shown, told = show(page(fleet())).page, as_json(fleet())["credentials"]
    by_name = {row.locator("[data-field=name]").text_content(): row for row in shown.locator(".credential").all()}
    assert len(by_name) == shown.locator(".credential").count() == len(told)
    for one in told:
        row = by_name[one["name"]]
        texts = {key: row.locator(f"[data-field={key}]").text_content() for key in ("platform", "kind", "stack")}
        assert texts == {"platform": one["platform"], "kind": one["kind"], "stack": one["stack"] or "none"}
        for key in ("createdAt", "expiresAt", "lastUsed"):
            assert row.locator(f"[data-field={key}]").get_attribute("datetime") == one[key]
        assert row.locator("[data-field=reason]").all_text_contents() == one["reasons"]
        violations = [f"{violation['rule']} {violation['message']}" for violation in one["violations"]]
        assert row.locator("[data-field=violation]").all_text_contents() == violations


def test_what_needs_attention_comes_first_and_each_in_the_order_of_the_json(show: Show):
    told = as_json(fleet())["credentials"]
    expected = sorted(told, key=lambda one: not (one["conditions"] or one["violations"]))
    assert names(show(page(fleet())).page) == [one["name"] for one in expected]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_count_shows_the_credentials_that_it_counts(show: Show, condition: str):
    shown, told = show(page(fleet())).page, as_json(fleet())["credentials"]
    shown.locator(f"label[data-condition={condition}]").click()
    assert names(shown) == [one["name"] for one in told if condition in one["conditions"]]


def test_what_could_not_be_read_is_told(show: Show):
    shown = show(page(fleet())).page
    assert shown.locator(".notes").inner_text().splitlines()[-1] == fleet().notes[0]


def test_hostile_texts_are_texts(show: Show):
    shown = show(page(hostile()))
    for key in ("name", "kind", "stack", "owner", "reason", "note"):
        assert shown.page.locator(f"[data-field={key}]").all_text_contents() == list(HOSTILE)
    assert shown.page.locator("script, img, main b b, [onerror], [onmouseover]").count() == 0
    assert shown.page.title().startswith("Credentials at ")
    assert (shown.told, shown.requests) == ([], [shown.url])


@pytest.mark.parametrize(
    "markup",
    [
        "<script>document.title = 'taken'</script>",
        "<img src='data:image/gif;base64,' onerror='document.title = `taken`'>",
        "<style>body { color: rgb(1, 2, 3) }</style>",
        "<p style='color: rgb(1, 2, 3)'>",
    ],
)
def test_markup_that_got_in_all_the_same_would_do_nothing(show: Show, markup: str):
    shown = show(page(fleet()).replace("<main>", f"{markup}<main>"))
    assert "Content Security Policy" in shown.told[0]
    assert shown.page.title() != "taken"
    colours = shown.page.evaluate("[...document.querySelectorAll('body, p')].map((e) => getComputedStyle(e).color)")
    assert "rgb(1, 2, 3)" not in colours


def test_every_condition_stands_in_words_so_nothing_is_told_by_colour_alone(show: Show):
    shown = show(page(fleet()), forced_colors="active").page
    badges = {
        row.locator("[data-field=name]").text_content(): row.locator(".badge").all_inner_texts()
        for row in shown.locator(".credential").all()
    }
    for one in as_json(fleet())["credentials"]:
        own = "log-in" if one["login"] else "in order" if one["urn"] else "known"
        assert badges[one["name"]] == [WORDS.get(word, word) for word in one["conditions"] or [own]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_contrast_enough(show: Show, scheme: str):
    shown = show(page(fleet()), color_scheme=scheme).page
    measured = shown.evaluate(CONTRAST)
    assert len(measured) > 100
    assert [each for each in measured if each[0] < 4.5] == []


def test_the_dark_page_is_dark(show: Show):
    shown = show(page(fleet()), color_scheme="dark").page
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 21, 27)"


@pytest.mark.parametrize("width", [320, 400, 800, 1200])
@pytest.mark.parametrize("long", ["x" * 200, "a-" * 100])
def test_nothing_scrolls_sideways_however_long_a_name_is(show: Show, width: int, long: str):
    found = audit(
        credential(long, stack=long, owner=long, kind=long, conditions=["unmanaged"], reasons=[long]),
        stacks=[long],
        notes=[long],
    )
    shown = show(page(found), viewport={"width": width, "height": 800}).page
    shown.locator("summary").click()
    assert shown.evaluate("document.documentElement.scrollWidth") == width


def test_every_header_of_a_table_says_what_it_is_the_header_of(show: Show):
    shown = show(page(fleet())).page
    assert shown.locator("th:not([scope])").count() == 0
    assert shown.locator("table:not(:has(caption))").count() == 0


@pytest.mark.parametrize(
    ("found", "headline"),
    [
        (audit(), "No credentials"),
        (audit(credential("one", urn="urn:1")), "All 1 credentials are in order"),
        (audit(credential("one", conditions=["unmanaged"])), "1 of 1 credential needs attention"),
    ],
)
def test_the_headline_says_how_it_stands(show: Show, found: Audit, headline: str):
    shown = show(page(found))
    assert shown.page.locator("h1").inner_text() == headline
    assert shown.told == []
