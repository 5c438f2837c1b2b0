"""Product names, read: each row was written by hand from the trade's habits, none comes from a benchmark."""

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from appliance.catalog.designation import complete, merge, parse, parse_column
from appliance.catalog.designation import format as write
from appliance.catalog.product import Designation, Kind
from appliance.catalog.vocabulary import read_vocabulary, trade_vocabulary

IN = 25.4


def said(text: str) -> dict[str, object]:
    """What a name says, without what it does not."""
    d = parse(text)
    names = ("kind", "head", "drive", "finish", "size", "pitch_mm", "length_mm", "tip", "coverage", "what")
    return {name: getattr(d, name) for name in names if getattr(d, name) is not None}


SIZES = [
    # gauges
    ("#8 x 1-1/4 in. Wood Screw", "#8", None, 1.25 * IN),
    ("No. 10 X 2-1/2 in. L Deck Screws 5 lb", "#10", None, 2.5 * IN),
    ("wood screws 8 x 3/4", "#8", None, 0.75 * IN),
    ("#12 x 1 – 1/2 in", "#12", None, 1.5 * IN),
    ("#6 x 1⅝″ drywall screws", "#6", None, 1.625 * IN),
    ("1-1/4 x 8 GA drywall screw", "#8", None, 1.25 * IN),
    ("3 in. x #10 deck screw", "#10", None, 3 * IN),
    ("8g x 40mm decking screw", "#8", None, 40.0),
    ("12 in. x 1 in. wood screw", "#12", None, IN),
    # inch threads
    ("#10-24 x 1-1/2 in. machine screw", "#10", IN / 24, 1.5 * IN),
    ("10-24X3/4", "#10", IN / 24, 0.75 * IN),
    ("10-24 1/2 screw", "#10", IN / 24, 0.5 * IN),
    ("1/4 in – 20 x 3/4", "1/4", IN / 20, 0.75 * IN),
    ('1/4"-20 Thread Size, 3/4" Long screw', "1/4", IN / 20, 0.75 * IN),
    ("5/16-18X1-1/4 bolt", "5/16", IN / 18, 1.25 * IN),
    ("1/2 in. - 13 in. x 2 bolt", "1/2", IN / 13, 2 * IN),
    ("#8-18 x 1 sheet metal screw", "#8", IN / 18, IN),
    ("3/8 x 5 lag bolt", "3/8", None, 5 * IN),
    ("6 in. x 1/4 in. lag screw", "1/4", None, 6 * IN),
    # metric
    ("M6-1.0X50MM", "M6", 1.0, 50.0),
    ("M5 x 0.8 mm Thread, 16 mm Long screw", "M5", 0.8, 16.0),
    ("SCREW, machine, No. 10 (3/16″)—24 x ¾″", "#10", IN / 24, 0.75 * IN),
    (".190-32 x .500 screw", "#10", IN / 32, 0.5 * IN),
    ('Size 8 1-1/4" wood screws', "#8", None, 1.25 * IN),
    ("5/16-in x 2-1/2-in lag screw", "5/16", None, 2.5 * IN),
    ("Senkkopf 5,0 x 80/48 TX20 Schraube", "5mm", None, 80.0),
    ("torx-6-x-100-mm wood screw", "6mm", None, 100.0),
    ("6 x 1-64 pan screw", "#1", IN / 64, None),
    ("M8 x 1.25 x 40 bolt", "M8", 1.25, 40.0),
    ("M3,5x16 screw", "M3.5", None, 16.0),
    ("M2 5mm screw", "M2", None, 5.0),
    ("M8x1 screw", "M8", 1.0, None),
    ("M10 bolt", "M10", None, None),
    ("Spanplattenschraube 4,0 x 40 TX20", "4mm", None, 40.0),
    ("Vis à bois Diam.4 x L.40 mm", "4mm", None, 40.0),
    ("tapping screw 4.2 x 13", "4.2mm", None, 13.0),
    ("m3-x-6-socket-csk-screw", "M3", None, 6.0),
    ("BOLTM10X12", "M10", None, 12.0),
    # units glued to the times sign, decimals behind it, marks apart
    ("5/8INX2IN lag screw", "5/8", None, 2 * IN),
    ('10-24UNCX.875" machine screw', "#10", IN / 24, 0.875 * IN),
    ("4-GAUGEX1.3/8 sheet metal screw", "#4", None, 1.375 * IN),
    ("#1/4-14 x 1 1/2 self drilling screw", "1/4", IN / 14, 1.5 * IN),
    ("14-13 x 2 roofing screw", "#14", IN / 13, 2 * IN),
    ("1/4 20 x 1 stainless bolt", "1/4", IN / 20, IN),
    ("8 32 machine screw", "#8", IN / 32, None),
    ('Hex Cap Screw,Steel,3/4"-10,3" L,PK10', "3/4", IN / 10, 3 * IN),
    ("Hex bolt inch UNC grade 8 1/2 - 1 1/2 in", "1/2", None, 1.5 * IN),
    ('Woodscrew CSK brass 1" x 8', "#8", None, IN),
    ("Chipboard screw 75mm 8G", "#8", None, 75.0),
    ("0.22 in. x 4 in. timber screw", "0.22in", None, 4 * IN),
    ("Multipurpose screw (Dia)5mm (L)100mm", "5mm", None, 100.0),
    ("Spanplattenschraube Ø x L: 4 x 40 mm", "4mm", None, 40.0),
    ("Vis à tôle Ø6,3×18mm", "6.3mm", None, 18.0),
    ("Spanplattenschraube 3,5 30mm", "3.5mm", None, 30.0),
    ("Holzschraube Ø 5, 55 mm lang", "5mm", None, 55.0),
    ("Metric hex bolt 8mm x 1.25mm x 30mm", "M8", 1.25, 30.0),
    ("M8xP1.25x20L hex bolt", "M8", 1.25, 20.0),
    ("M4 x 20 x 50 screws", "M4", None, 20.0),
    ("M2x16-200 screw", "M2", None, 16.0),
    ("SHCS M12 x 45 316", "M12", None, 45.0),
    ("Gewindestift M5 x 10 45H", "M5", None, 10.0),
    ("Tirefond 7x60 fileté M7", "M7", None, 60.0),
    ("Spanplattenschraube 4,8 x 35", "4.8mm", None, 35.0),
    # what no screw is made like, and what is no dimension
    ("1x25mm 6G self tapping screw", "#6", None, 25.0),
    ("Piton à vis 16 x 30", None, None, None),
    ("Tornillo 8x1/2 x 400u.", "#8", None, 0.5 * IN),
    ("Hex bolts 1/4-20 x 1 $4.99", "1/4", IN / 20, IN),
    ("Tornillo para concreto 8x80mm", "8mm", None, 80.0),
    # bolts in bare millimetres, boards' screws with the length in front, counts behind
    ("Coach screw 10 x 90", "10mm", None, 90.0),
    ("Hex bolt 10 x 24", None, None, None),
    ("Machine screw 8 x 32", None, None, None),
    ("Drywall screw 2X10", "#10", None, 2 * IN),
    ("CSK 7/8X10", None, None, None),
    ("M5 machine screw x500", "M5", None, None),
    ("Bulón hexagonal 3/8 x 2 UNC", "3/8", None, 2 * IN),
    ("Holzschraube Festigkeitsklasse 8.8 4.8mm x 10", "4.8mm", None, 10.0),
    ("Terrassenschraube 5,5 45 mm x 50", "5.5mm", None, 45.0),
    ("Vis à tôle 5 × 40 x50", "5mm", None, 40.0),
    ("Vis placo Ø3 x 8", "3mm", None, 8.0),
    ("Schraube DIN7504N-(A2K)-4,2X19", "4.2mm", None, 19.0),
    ("HEX BOLT M10X35 FT ZINC", "M10", None, 35.0),
    ("HCS 5/16-18X1-3/4 FT", "5/16", IN / 18, 1.75 * IN),
    ("Timber bolt 1/2 x 1 ft.", "1/2", None, 12 * IN),
    ("FHCS 3/8-16 X3/4 5#", "3/8", IN / 16, 0.75 * IN),
]


@pytest.mark.parametrize(("text", "size", "pitch_mm", "length_mm"), SIZES, ids=[row[0] for row in SIZES])
def test_sizes_are_read(text: str, size: str, pitch_mm: float | None, length_mm: float | None) -> None:
    d = parse(text)
    assert d.size == size
    assert d.pitch_mm == pytest.approx(pitch_mm, abs=1e-3)
    assert d.length_mm == pytest.approx(length_mm, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "Wood screws (100-Pack)",
        "SCREW 8X10",
        "screws, box of 50",
        "hex bolt grade 8.8",
        "18-8 screw",
        "DIN 912 screw",
        "Torx T25 screws",
        "screw 316",
        "PH2 phillips screws 1,000 ct",
        "screw part no. 104071",
    ],
)
def test_counts_grades_standards_and_bits_are_no_sizes(text: str) -> None:
    d = parse(text)
    assert (d.size, d.diameter_mm, d.pitch_mm, d.length_mm) == (None, None, None, None)


def test_a_screw_eyes_number_is_no_gauge() -> None:
    d = parse("#212 Screw Eyes")
    assert (d.size, d.diameter_mm, d.head) == ("#212", None, "eye")


def test_the_pitch_never_comes_from_a_table() -> None:
    assert parse("M6 x 20 machine screw").pitch_mm is None
    assert parse("M8-24 x 20 machine screw").pitch_mm is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type p thumb screw", {"kind": Kind.MACHINE_SCREW, "head": "thumb"}),
        ("SHCS", {"kind": Kind.MACHINE_SCREW, "head": "socket_cap", "drive": "hex_socket"}),
        (
            "SMS PH/SL PAN 12X1/2 WHT",
            {"kind": Kind.SHEET_METAL_SCREW, "head": "pan", "drive": "combo", "finish": "painted"},
        ),
        ("HWH TEK ZN", {"head": "hex_washer", "drive": "hex_external", "tip": "drill", "finish": "zinc"}),
        ("hex flat head screw", {"head": "flat", "drive": "hex_socket"}),
        ("hex bolt zinc platted", {"kind": Kind.BOLT, "head": "hex", "drive": "hex_external", "finish": "zinc"}),
        ("pin torx button head screw", {"head": "button", "drive": "torx_security"}),
        ("DIN 7504-K 4,8 x 19", {"kind": Kind.SHEET_METAL_SCREW, "head": "hex_washer", "tip": "drill"}),
        ("brass nickel plated round head screw", {"finish": "nickel", "head": "round"}),
        ("zinc yellow deck screw", {"kind": Kind.DECK_SCREW, "finish": "yellow_zinc"}),
        ("Pan head socket tapping screw", {"kind": Kind.SHEET_METAL_SCREW, "drive": "square"}),
        ("Justierschraube TX25", {"kind": Kind.SCREW, "drive": "torx"}),
        ("Bolt Dropper pan head wood screw", {"kind": Kind.WOOD_SCREW, "head": "pan"}),
        ("hex head serrated flange bolt", {"kind": Kind.BOLT, "head": "hex_washer"}),
        ("white switch plate screw", {"finish": "painted"}),
        ("M4 screw, for plastic", {"kind": Kind.SCREW}),
        ("M3 screw for sheet metal", {"kind": Kind.SHEET_METAL_SCREW}),
        ("Linsensenk-Blechschraube A2", {"kind": Kind.SHEET_METAL_SCREW, "head": "oval", "finish": "stainless"}),
        ("Zylinderschraube mit Innensechskant A2K", {"head": "socket_cap", "drive": "hex_socket", "finish": "zinc"}),
        ("Vis à bois tête fraisée zinguée", {"kind": Kind.WOOD_SCREW, "head": "flat", "finish": "zinc"}),
        ("tornillo cabeza plana pija", {"kind": Kind.SHEET_METAL_SCREW, "head": "flat"}),
        ("Parafuso cabeça panela inox", {"kind": Kind.SCREW, "head": "pan", "finish": "stainless"}),
        ("vis t\ufffdte frais\ufffde", {"kind": Kind.SCREW, "head": "flat"}),
        ("stainles wood scrw", {"kind": Kind.WOOD_SCREW, "finish": "stainless"}),
        (
            "panzinc platted#10 – 24 x 3/4 infully_threadeddie",
            {"head": "pan", "coverage": "fully_threaded", "tip": "die"},
        ),
        ("Schrauben Ø 4Ãƒâ€”30 mm", {"size": "4mm", "length_mm": 30.0}),
        ("l/4Xl3/4 BOLT", {"size": "1/4", "length_mm": pytest.approx(1.75 * IN)}),
        ("M5X6O BOLT", {"size": "M5", "length_mm": 60.0}),
        ("DRYWL SCR", {"kind": Kind.DRYWALL_SCREW}),
        ("CONC SCR HWH", {"kind": Kind.CONCRETE_SCREW, "head": "hex_washer"}),
        ("SCREW, MACHINE, PAN HD", {"kind": Kind.MACHINE_SCREW, "head": "pan"}),
        ("SCREW-SET 1/4-20 X 1/2", {"kind": Kind.SET_SCREW}),
        ("OHPSMS", {"kind": Kind.SHEET_METAL_SCREW, "head": "oval", "drive": "phillips"}),
        ("PH SM SCR", {"kind": Kind.SHEET_METAL_SCREW, "drive": "phillips", "head": None}),
        ("HWH5 TEK", {"head": "hex_washer", "tip": "drill"}),
        ("Bugle batten screw", {"kind": Kind.WOOD_SCREW, "head": "bugle"}),
        ("Crown Bolt wood screw", {"kind": Kind.WOOD_SCREW}),
        ("Hex head set screw M10 x 50", {"kind": Kind.BOLT, "head": "hex"}),
        ("Torx no. 6 x 1/2 in wood screw", {"drive": "torx", "size": "#6"}),
        ("Hex head concrete anchor", {"kind": Kind.CONCRETE_SCREW, "head": "hex"}),
        ("Screw pan 6-32 x 3/8 lock washer", {"kind": Kind.MACHINE_SCREW, "head": "pan", "size": "#6"}),
        ("HEX HEAD BOLT/NUT M20 X 80", {"kind": Kind.BOLT, "head": "hex", "size": "M20"}),
        ("SCREW M5X20 MOTOR MOUNT", {"size": "M5", "length_mm": 20.0}),
        ("Tornillo fix p/madera 4x22mm", {"kind": Kind.WOOD_SCREW}),
        ("Tor c/coche 5/16 x 3", {"kind": Kind.BOLT, "head": "carriage"}),
        ("Sechskantschr. m. Mutter M 8 x 50", {"kind": Kind.BOLT, "head": "hex", "size": "M8"}),
        ("Schraubösen vermessingt", {"kind": Kind.EYE_SCREW, "finish": "brass"}),
        ("Vis autoperforante pour plaque de plâtre TTPC", {"kind": Kind.DRYWALL_SCREW, "head": "bugle"}),
    ],
)
def test_words_are_read(text: str, expected: dict[str, object]) -> None:
    found = said(text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Machine Screw Nut 6-32", "nut"),
        ("NUT, HEX, 8-32", "nut"),
        ("Ribbed Plastic Anchor #6-8 x 7/8 in. w/ Screws", "anchor"),
        ("Unterlegscheibe für M6 Schrauben", "washer"),
        ("Schraubendreher Kreuzschlitz PH2 x 100 mm", "tool"),
        ("Countersink Cutter - #10 Screw", "tool"),
        ("Wood Screw Assortment Kit", "kit"),
        ("Cheville nylon 8 x 40 avec vis", "anchor"),
        ("Tuerca para tornillo 1/4", "nut"),
        ("Threaded Rod 1/4 in.-20 x 36 in.", "stud"),
        ("#2 Phillips Screwdriver 4 in.", "tool"),
        ("DIN 934 M8", "nut"),
        ("BOLT, STUD 8X40", "stud"),
        ("Bearing with set screw", "spacer"),
        ("#8 Screw Size x 1-1/4 in. Plastic Anchor with Screw", "anchor"),
    ],
)
def test_what_is_no_screw_is_told(text: str, what: str) -> None:
    d = parse(text)
    assert (d.kind, d.what, d.size) == (Kind.NOT_SCREW, what, None)


def test_what_goes_with_a_screw_does_not_make_it_something_else() -> None:
    assert parse("Hex bolt M8 x 40 with nut and washer").kind is Kind.BOLT
    assert parse("#4 x 1/2 Flat Head Phillips - used to mount a bracket").kind is None
    assert parse("Tapcon concrete anchors 3/16 x 1-3/4").kind is Kind.CONCRETE_SCREW


def test_each_field_has_the_text_that_says_it() -> None:
    text = "No. 8-32 X 1-1/2 in. L Phillips Flat Head Stainless Steel Machine Screws 100 pk"
    spans = {name: text[start:end] for name, (start, end) in parse(text).spans.items()}
    assert spans == {
        "kind": "Machine Screws",
        "head": "Flat Head",
        "drive": "Phillips",
        "finish": "Stainless Steel",
        "size": "No. 8",
        "diameter_mm": "No. 8",
        "pitch_mm": "32",
        "length_mm": "1-1/2 in",
    }


def test_spans_survive_folding() -> None:
    text = "Vis t\u00eate frais\u00e9e \u00d8 4 \u00d7 40 mm"
    start, end = parse(text).spans["head"]
    assert text[start:end] == "t\u00eate frais\u00e9e"


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    d = parse(text)
    assert all(0 <= start < end <= len(text) for start, end in d.spans.values())


def values(field: str) -> st.SearchStrategy[str | None]:
    known = sorted(value for f, value in trade_vocabulary().wordings if f == field)
    return st.none() | st.sampled_from(known)


THREADS = st.one_of(
    st.sampled_from(
        [("#8", 4.1656, IN / 32), ("#10", 4.826, IN / 24), ("1/4", 6.35, IN / 20), ("5/16", 7.9375, IN / 18)]
    ),
    st.sampled_from([("#8", 4.1656, None), ("#12", 5.4864, None), ("M5", 5.0, None), ("4.2mm", 4.2, None)]),
    st.sampled_from([("M6", 6.0, 1.0), ("M3", 3.0, 0.5), ("M8", 8.0, 1.25)]),
    st.just((None, None, None)),
)


@st.composite
def designations(draw: st.DrawFn) -> Designation:
    """Designations that hold together: an inch size has a length in 16ths, a metric one in whole mm."""
    size, diameter, pitch = draw(THREADS)
    metric = (size or "M").startswith("M") or str(size).endswith("mm")
    length = draw(st.integers(10, 99)) * 1.0 if metric else draw(st.integers(8, 64)) / 16 * IN
    kind = draw(st.sampled_from([k for k in Kind if k not in (Kind.NOT_SCREW, Kind.EYE_SCREW, Kind.EYE_BOLT)]))
    fields = {name: draw(values(name)) for name in ("head", "drive", "finish", "tip", "coverage")}
    return Designation(kind, size=size, diameter_mm=diameter, pitch_mm=pitch, length_mm=length, **fields)  # type: ignore[arg-type]


def agree(a: Designation, b: Designation) -> bool:
    numbers = ("diameter_mm", "pitch_mm", "length_mm")
    words = ("kind", "head", "drive", "finish", "size", "tip", "coverage", "what")
    return all(getattr(a, n) == getattr(b, n) for n in words) and all(
        getattr(a, n) == pytest.approx(getattr(b, n), abs=1e-3) for n in numbers
    )


@given(designations())
def test_format_is_the_inverse_of_parse(d: Designation) -> None:
    assume(not (d.head == "hex" and d.drive == "hex_socket"))  # a hex head with a hex socket: two words for one thing
    assume(not (d.kind == "screw" and d.head == "none"))  # a headless screw is a set screw to the trade
    whole = complete(d)
    assert agree(parse(write(whole)), whole)


@pytest.mark.parametrize(
    ("field", "text", "header", "expected"),
    [
        ("head", "Pan", "Head Type", {"head": "pan"}),
        ("head", "Hex Washer", "Head", {"head": "hex_washer"}),
        ("drive", "Square", "Drive", {"drive": "square"}),
        ("finish", "Zinc Plated", "Finish", {"finish": "zinc"}),
        ("finish", "Steel", "Material", {"finish": "steel"}),
        ("size", "#8", "Size", {"size": "#8"}),
        ("size", "#10-24", "Thread Size", {"size": "#10", "pitch_mm": IN / 24}),
        ("size", "M6", "Thread", {"size": "M6"}),
        ("size", "1/4", "Diameter (in)", {"size": "1/4"}),
        ("length", "1-1/2", "Length (in)", {"length_mm": 1.5 * IN}),
        ("length", "40", "Length (mm)", {"length_mm": 40.0}),
        ("length", "2 in.", "Length", {"length_mm": 2 * IN}),
        ("pitch", "32", "TPI", {"pitch_mm": IN / 32}),
        ("pitch", "1.25", "Pitch", {"pitch_mm": 1.25}),
        ("tip", "Sharp", "Point", {"tip": "cone"}),
        ("coverage", "Fully Threaded", "Threading", {"coverage": "fully_threaded"}),
        ("kind", "Wood Screw", "Type", {"kind": Kind.WOOD_SCREW}),
        ("head", "n/a", "Head", {"head": None}),
    ],
)
def test_columns_of_one_attribute_are_read(field: str, text: str, header: str, expected: dict[str, object]) -> None:
    d = parse_column(field, text, header)
    for name, value in expected.items():
        assert getattr(d, name) == (pytest.approx(value, abs=1e-3) if isinstance(value, float) else value)


def test_a_column_outranks_the_name_and_says_so() -> None:
    d, origins = merge(parse("#8 x 1 in. Flat Head Wood Screw"), [Designation(head="pan"), Designation(finish="brass")])
    assert (d.head, d.finish, d.size) == ("pan", "brass", "#8")
    assert origins["head"] == "column"
    assert origins["size"] == "name"


SHOP_WORDS = """
[shortened]
de = ["vernickelt"]
[brand]
words = ["the bolt house"]
[acronym.kind]
qds = "deck_screw"
[not_screw.hardware]
en = ["gate latch"]
weak = ["pergola"]
"""


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Holzschraube VRNCKLT 4x40", "finish", "nickel"),
        ("The Bolt House 8 x 1 wood screw", "kind", Kind.WOOD_SCREW),
        ("FHQDS 8 x 2", "kind", Kind.DECK_SCREW),
        ("FHQDS 8 x 2", "head", "flat"),
        ("FHWS 8 x 2", "kind", Kind.WOOD_SCREW),
        ("Gate latch 3 in.", "kind", Kind.NOT_SCREW),
        ("Pergola screws 8 x 1-1/2 in.", "kind", Kind.SCREW),
    ],
)
def test_a_shop_adds_its_own_words(tmp_path: Path, text: str, field: str, value: object) -> None:
    words = tmp_path / "words.toml"
    words.write_text(SHOP_WORDS, encoding="utf-8")
    assert getattr(parse(text, read_vocabulary(words)), field) == value
