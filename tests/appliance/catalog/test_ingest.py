"""Exports taken in: every row accepted or refused with its reason, all or nothing."""

import os
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from appliance.catalog import reading_rows
from appliance.catalog.columns import guess_columns, read_map
from appliance.catalog.export import read_export
from appliance.catalog.ingest import import_export
from appliance.catalog.product import Kind, Product
from appliance.catalog.reading_rows import upc_is_valid
from appliance.catalog.refusal import CatalogRefused
from appliance.catalog.store import open_catalog

HEADER = "Item #,Description,UPC,Retail,UOM,On Hand,Aisle,Bay,Bin"
ROWS = (
    "01234,#8 x 1 in. Flat Head Phillips Zinc-Plated Wood Screw,080000499509,0.46,EA,269,13,7,G19",
    "502891,SMS PH/SL PAN 12X1/2 WHT,080000360380,1.37,EA,237,13,1,G2",
    "777,#8 Hex Nut,,,EA,5,13,1,G3",
)


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def products(db: Path) -> tuple[Product, ...]:
    with open_catalog(db) as catalog:
        return catalog.products()


def export(folder: Path, *rows: str) -> Path:
    return written(folder, "\n".join((HEADER, *rows)) + "\n")


def test_an_export_becomes_a_catalog(tmp_path: Path) -> None:
    done = import_export(export(tmp_path, *ROWS), tmp_path / "store.db")
    assert (done.accepted, done.fasteners, done.refused) == (3, 2, ())
    with open_catalog(tmp_path / "store.db") as catalog:
        assert catalog.ident == done.ident
        assert (catalog.fasteners, catalog.others) == (2, 1)
        first = catalog.products()[0]
    assert (first.sku, first.aisle, first.bay, first.bin, first.price, first.on_hand) == (
        "01234",
        "13",
        "7",
        "G19",
        "0.46",
        269,
    )
    assert (first.designation.kind, first.designation.size, first.origins["size"]) == (Kind.WOOD_SCREW, "#8", "name")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_delimiters_are_found(tmp_path: Path, encoding: str, mark: str) -> None:
    row = mark.join(("7", '"Vis à bois tête fraisée, 4 x 40 mm"', "A1"))
    read = read_export(written(tmp_path, f"SKU{mark}Désignation{mark}Bin\n{row}\n", encoding))
    assert guess_columns(read.headers).headers == {"sku": "SKU", "title": "Désignation", "bin": "Bin"}
    assert tuple(read.read()) == ((2, ("7", "Vis à bois tête fraisée, 4 x 40 mm", "A1")),)


def test_a_quoted_cell_may_span_lines_and_the_next_row_keeps_its_line(tmp_path: Path) -> None:
    done = import_export(written(tmp_path, 'sku,name\n1,"wood\nscrew"\n\n1,bolt\n'), tmp_path / "s.db")
    assert done.changes.some_added[0] == ("1", "wood screw")
    assert done.refused[0].line == 5


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, [["SKU", "Name", "Price"], ["0007", "M4 x 12 pan head screw", 1.5], [42.0, "M4 nut", 0.1]]
    )
    import_export(path, tmp_path / "store.db")
    found = products(tmp_path / "store.db")
    assert [p.sku for p in found] == ["0007", "42"]
    assert found[0].price == "1.5"


def workbook(folder: Path, rows: list[list[object]]) -> Path:
    """The smallest XLSX that holds these cells."""

    def cell(value: object) -> str:
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    path = folder / "export.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'spreadsheetml.sheet.main+xml"/></Types>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Items" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return path


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",M4 screw,,,,,,,", "has no SKU"),
        ("9,,,,,,,,", "has no description"),
        ("01234,again,,,,,,,", "SKU 01234 stands in line 2 already"),
        ("9,M4\x00screw,,,,,,,", "NUL byte"),
        ("9,M4 screw,,cheap,,,,,", "price 'cheap' is no price"),
        ("9,M4 screw,,1.00,EA,some,,,", "on hand 'some' is no number"),
        (f"9,{'x' * 600},,,,,,,", "longer than 500"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_nothing_is_written(tmp_path: Path, row: str, why: str) -> None:
    done = import_export(export(tmp_path, *ROWS, row), tmp_path / "store.db")
    assert [(r.line, why in r.why) for r in done.refused] == [(5, True)]
    assert done.ident is None
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.csv"]


def test_the_other_rows_are_taken_in_where_that_is_wanted(tmp_path: Path) -> None:
    done = import_export(export(tmp_path, *ROWS, ",nameless,,,,,,,"), tmp_path / "store.db", skip_refused=True)
    assert (done.accepted, len(done.refused)) == (3, 1)
    assert (tmp_path / "store.db").exists()


@pytest.mark.parametrize(
    ("text", "price"),
    [("$1,234.50", "1234.50"), ("1.234,50 €", "1234.50"), ("0,46", "0.46"), ("12", "12"), (" .99", ".99"), ("", None)],
)
def test_prices_are_read_in_the_ways_of_many_lands(tmp_path: Path, text: str, price: str | None) -> None:
    import_export(written(tmp_path, f"sku\tname\tprice\n1\tscrew\t{text}\n"), tmp_path / "s.db")
    assert products(tmp_path / "s.db")[0].price == price


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"sku,name\n", "no products"),
        (b"colour,weight\nred,3\n", "no column holds the SKU"),
        (b"sku,weight\n1,3\n", "no column holds the description"),
        (b"PK\x03\x04 broken", "not a readable workbook"),
        (b"\x81\x8d\xff\xfe,\x00\x9d\n", "neither text"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_sentence(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with pytest.raises(CatalogRefused, match=why) as refusal:
        import_export(path, tmp_path / "store.db")
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "store.db").exists()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogRefused, match="No such file"):
        import_export(tmp_path / "none.csv", tmp_path / "store.db")


def test_the_map_outranks_the_guess(tmp_path: Path) -> None:
    source = written(tmp_path, "code,name,note\n1,screw,M4 x 12 bolt\n")
    (tmp_path / "map.toml").write_text('title = "note"\nbin = ""\n')
    done = import_export(source, tmp_path / "s.db", chosen=read_map(tmp_path / "map.toml"))
    assert products(tmp_path / "s.db")[0].title == "M4 x 12 bolt"
    assert done.columns.unused == ("name",)


def test_a_map_with_a_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('colour = "Item"\n')
    with pytest.raises(CatalogRefused, match="no field of a map"):
        read_map(tmp_path / "map.toml")
    with pytest.raises(CatalogRefused, match="names a column 'Nope'"):
        import_export(export(tmp_path, *ROWS), tmp_path / "s.db", chosen={"sku": "Nope"})


def test_attribute_columns_outrank_the_name(tmp_path: Path) -> None:
    source = written(tmp_path, "sku,name,head,size,length (mm),finish\n1,screw special,Pan,M4,16,Brass\n")
    import_export(source, tmp_path / "s.db")
    product = products(tmp_path / "s.db")[0]
    d = product.designation
    assert (d.head, d.size, d.length_mm, d.finish, d.kind) == ("pan", "M4", 16.0, "brass", Kind.MACHINE_SCREW)
    assert product.origins["head"] == "column"


def test_a_wrong_check_digit_is_a_warning_and_kept_as_text(tmp_path: Path) -> None:
    done = import_export(export(tmp_path, "1,M4 screw,012345678901,,,,,,"), tmp_path / "s.db")
    assert [w.line for w in done.warnings] == [2]
    assert products(tmp_path / "s.db")[0].upc == "012345678901"


@pytest.mark.parametrize(
    ("code", "valid"), [("036000291452", True), ("4006381333931", True), ("036000291453", False), ("12", False)]
)
def test_check_digits(code: str, valid: bool) -> None:
    assert upc_is_valid(code) is valid


def test_a_dry_run_says_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    first = import_export(export(tmp_path, *ROWS), db)
    changed = export(tmp_path, ROWS[0].replace("0.46", "0.50"), *ROWS[1:], "9,M4 screw,,,,,,,")
    done = import_export(changed, db, dry_run=True)
    changes = done.changes
    assert (changes.added, changes.changed, changes.vanished, changes.unchanged) == (1, 1, 0, 2)
    assert changes.some_added == (("9", "M4 screw"),)
    assert dict(changes.some_changed[0].fields) == {"price": ("0.46", "0.50")}
    assert changes.by_field == (("price", 1),)
    with open_catalog(db) as catalog:
        assert catalog.ident == first.ident


def test_an_export_that_lost_its_products_is_held_back(tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    before = import_export(export(tmp_path, *ROWS), db)
    with pytest.raises(CatalogRefused, match="2 of the catalog's 3 products would vanish"):
        import_export(export(tmp_path, ROWS[0]), db)
    with open_catalog(db) as catalog:
        assert catalog.ident == before.ident
    after = import_export(export(tmp_path, ROWS[0]), db, let_vanish=True)
    with open_catalog(db) as catalog, open_catalog(tmp_path / "store.db.previous") as former:
        assert (catalog.ident, former.ident) == (after.ident, before.ident)


def test_several_processes_read_what_one_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{n},#8 x {n % 4 + 1} in. Wood Screw,,,,,,," for n in range(60)]
    source = export(tmp_path, *rows, "7,again,,,,,,,")
    alone = import_export(source, tmp_path / "alone.db", skip_refused=True)
    monkeypatch.setattr(reading_rows, "_FEW", 20)
    monkeypatch.setattr(reading_rows, "_CHUNK", 7)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    together = import_export(source, tmp_path / "together.db", skip_refused=True)
    assert together.ident == alone.ident
    assert together.refused == alone.refused


def test_a_full_disk_leaves_the_last_good_catalog(tmp_path: Path) -> None:
    db = tmp_path / "store.db"
    before = import_export(export(tmp_path, *ROWS), db)
    big = export(
        tmp_path, *ROWS, *(f"{n},M4 x {n} screw with a name that takes room,,,,,,," for n in range(1000, 3000))
    )
    script = f"""
        import resource, signal, sys
        from appliance.catalog.ingest import import_export
        from appliance.catalog.refusal import CatalogRefused
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            import_export({str(big)!r}, {str(db)!r})
        except CatalogRefused as refusal:
            sys.exit(str(refusal))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert done.stderr.count("\n") == 1
    with open_catalog(db) as catalog:
        assert catalog.ident == before.ident
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.csv", "store.db"]
