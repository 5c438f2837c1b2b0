"""A catalog in its file."""

import sqlite3
from pathlib import Path

import pytest

from appliance.catalog.designation import parse
from appliance.catalog.product import Product, describe
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog, write_catalog


def product(sku: str, title: str) -> Product:
    return describe(Product(sku, title, parse(title)))


PRODUCTS = (product("007", "#8-32 x 1/2 in. pan head brass machine screw"), product("8", "M4 hex nut"))


def test_products_come_back_as_they_went_in(tmp_path: Path) -> None:
    write_catalog(tmp_path / "c.db", PRODUCTS, "a test")
    with open_catalog(tmp_path / "c.db") as catalog:
        assert catalog.products() == PRODUCTS
        assert catalog.products()[0].designation.spans == PRODUCTS[0].designation.spans
        assert catalog.source == "a test"


def test_the_ident_follows_the_contents(tmp_path: Path) -> None:
    one = write_catalog(tmp_path / "a.db", PRODUCTS, "x")
    same = write_catalog(tmp_path / "b.db", PRODUCTS, "y")
    other = write_catalog(tmp_path / "c.db", PRODUCTS[:1], "x")
    assert one == same != other


def test_tables_are_strict(tmp_path: Path) -> None:
    write_catalog(tmp_path / "c.db", PRODUCTS, "a test")
    connection = sqlite3.connect(tmp_path / "c.db")
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        connection.execute("UPDATE products SET says_length_mm = 'long'")
    connection.close()


def test_a_failure_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    ident = write_catalog(tmp_path / "c.db", PRODUCTS, "a test")
    with pytest.raises(CatalogRefused, match="UNIQUE"):
        write_catalog(tmp_path / "c.db", (*PRODUCTS, PRODUCTS[0]), "twice the same SKU")
    with open_catalog(tmp_path / "c.db") as catalog:
        assert catalog.ident == ident
    assert [p.name for p in tmp_path.iterdir()] == ["c.db"]


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_no_catalog_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "c.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CatalogRefused, match=r"c\.db"):
        open_catalog(path)


def test_another_applications_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "c.db")
    connection.execute("CREATE TABLE products (id INTEGER)")
    connection.close()
    with pytest.raises(CatalogRefused, match="another release"):
        open_catalog(tmp_path / "c.db")
