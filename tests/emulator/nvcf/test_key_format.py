"""The value of a key and its check part (contract section 7)."""

from __future__ import annotations

import pytest

from gpucreds_emulator.nvcf import Seed
from gpucreds_emulator.nvcf.key_format import KeyFormat
from gpucreds_emulator.nvcf.problems import Refusal

HASH = "-W-eB357qdrV--rfuZ12klSHCk4d5LiEi55a8GfCdOM"
VALUE = "nvapi-nvcf-stg-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8-W-eB357qdrV--rfuZ12k"  # pragma: allowlist secret


@pytest.fixture
def form():
    return KeyFormat("nvapi-nvcf-stg-", bytes(range(136)))


def test_the_test_vector_of_the_contract_holds(form):
    assert form.value(bytes(range(32))) == VALUE
    assert form.hash_of(VALUE) == HASH
    assert len(VALUE) == 79


def test_the_mask_shows_the_last_three_characters(form):
    assert form.mask(VALUE) == "nvapi-nvcf-stg-**********12k"


def test_every_new_value_is_its_own_and_is_known_again(form):
    values = {form.new() for _ in range(100)}
    assert len(values) == len({form.hash_of(value) for value in values}) == 100


def test_a_value_of_another_installation_has_a_wrong_check_part(form):
    with pytest.raises(Refusal, match="Invalid key"):
        KeyFormat("nvapi-nvcf-stg-", bytes(136)).hash_of(form.new())


def test_a_prefix_is_taken_literally():
    with pytest.raises(Refusal, match="format invalid"):
        KeyFormat("a.b-", bytes(136)).hash_of("axb-" + "A" * 64)


def test_a_data_key_has_136_bytes_and_is_random_by_default():
    assert len(Seed().data_key) == 136
    assert Seed().data_key != Seed().data_key
    with pytest.raises(ValueError, match="136 bytes"):
        Seed(data_key=bytes(135))
