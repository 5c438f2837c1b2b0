"""What staff type in finds what they mean, the best first."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.catalog.designation import parse
from appliance.catalog.hardware_words import with_size
from appliance.catalog.product import Product, describe
from appliance.catalog.search import search
from appliance.catalog.store import Catalog, open_catalog, write_catalog

TITLES = {
    "1": "#8-32 x 1/2 in. Pan Head Phillips Solid Brass Machine Screw",
    "2": "#8-32 x 1/2 in. Pan Head Phillips Zinc-Plated Machine Screw",
    "3": "MS PH FLT M4-0.7X20MM SS",
    "4": "MS PH FLT M4-0.7X25MM SS",
    "5": "#8 x 2 in. Flat Head Square Drive Green Exterior Coated Deck Screw",
    "6": "#8 Zinc Plated Hex Nut",
    "0777": "Simpson Strong-Tie joist hanger",
    "8": "Vis à bois tête fraisée 4 x 40 mm",
}


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    found = [
        describe(Product(sku, title, with_size(title, parse(title)), upc=f"99{sku}", bin=f"K{sku}"))
        for sku, title in TITLES.items()
    ]
    write_catalog(tmp_path / "c.db", found, "a test")
    with open_catalog(tmp_path / "c.db") as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("8-32 pan brass", "1"),
        ("m4 20", "3"),
        ("m4 x 25", "4"),
        ("deck green", "5"),
        ("hex nut", "6"),
        ("0777", "0777"),
        ("990777", "0777"),
        ("k8", "8"),
        ("simpson", "0777"),
        ("joist hang", "0777"),
        ("simp", "0777"),
        ("077", "0777"),
        ("#8 nut", "6"),
        ("vis a bois", "8"),
        ("4x40", "8"),
        ("tornillo 8-32 zincado", "2"),
    ],
)
def test_the_first_hit_is_what_was_meant(catalog: Catalog, text: str, first: str) -> None:
    assert [hit.product.sku for hit in search(catalog, text)][:1] == [first]


def test_what_contradicts_stays_out(catalog: Catalog) -> None:
    assert [hit.product.sku for hit in search(catalog, "8-32 pan brass")] == ["1"]


def test_the_size_still_finds_where_the_rest_does_not(catalog: Catalog) -> None:
    assert {hit.product.sku for hit in search(catalog, "8-32 oval nickel")} >= {"1", "2"}


@pytest.mark.parametrize("text", ["", "   ", '"', "zzz", "%_'; DROP TABLE products", "NEAR(", "a AND", "\x00"])
def test_nonsense_finds_nothing_and_breaks_nothing(catalog: Catalog, text: str) -> None:
    assert search(catalog, text) == []


def test_a_search_takes_milliseconds(catalog: Catalog) -> None:
    search(catalog, "8-32 pan brass")
    start = time.perf_counter()
    for _ in range(10):
        search(catalog, "8-32 pan brass")
    assert (time.perf_counter() - start) / 10 < 0.1
