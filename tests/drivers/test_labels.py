"""Labels: what stands on them, and the printers that print them, byte for byte over a pty."""

import io
import time

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.contracts import Label
from drivers.faults import Device, DeviceConfused, DeviceMissing, DeviceRefused, DeviceSilent
from drivers.label_layout import Code, LabelSize, LabelWords, Text, drawn, laid_out, preview_png, qr_matrix
from drivers.labels import EscPosPrinter, ZplPrinter, escpos_bytes, zpl_bytes
from drivers.serial_line import LineSettings
from tests.contracts.patience import LATE_S
from tests.contracts.printer import LABEL, PrinterContract
from tests.drivers.far_ends import EscPosFar, ZplFar
from tests.drivers.wire import Trouble

ANSWER_S = 0.3


@pytest.fixture
def printed(wire):
    def count():
        until_s = time.monotonic() + 0.5
        seen = -1
        while seen != len(wire.far.labels) or (not seen and time.monotonic() < until_s):
            seen = len(wire.far.labels)
            time.sleep(0.05)
        return seen

    return count


@pytest.fixture
def paper(wire):
    def put(here):
        wire.far.has_paper = here

    return put


class TestReceipts(PrinterContract):
    @pytest.fixture
    def wire(self, wire_to):
        return wire_to(EscPosFar())

    @pytest.fixture
    def printer(self, wire):
        printer = EscPosPrinter(LineSettings(str(wire.path)), answer_s=ANSWER_S)
        yield printer
        printer.close()

    def test_the_dots_are_those_of_the_preview(self, printer, wire, printed):
        printer.print_label(LABEL)
        assert printed() == 1
        dots = np.unpackbits(np.frombuffer(wire.far.labels[0], np.uint8)).reshape(240, 576)
        preview = np.asarray(Image.open(io.BytesIO(preview_png(LABEL))))
        assert ((preview == 0) == dots).all()

    def test_what_is_said_byte_for_byte(self, printer, wire, printed):
        printer.print_label(LABEL)
        printed()
        label = escpos_bytes(LABEL, LabelSize(), LabelWords())
        assert label.startswith(b"\x1b@\x1dv0\x00\x48\x00\xf0\x00")
        assert label.endswith(b"\x1bd\x06\x1dV\x01")
        assert wire.heard == b"\x10\x04\x01\x10\x04\x04" + label + b"\x10\x04\x04"

    def test_nothing_is_said_on_stdout(self, printer, capsys):
        printer.print_label(LABEL)
        assert capsys.readouterr().out == ""

    def test_low_paper_is_told_of_and_printed_on(self, printer, wire):
        wire.far.low = True
        assert printer.check().endswith("paper low")
        printer.print_label(LABEL)

    def test_an_open_cover_is_told(self, printer, wire):
        wire.far.offline = True
        with pytest.raises(DeviceRefused, match="cover"):
            printer.print_label(LABEL)

    def test_a_status_that_cannot_be_one_confuses(self, printer, wire, monkeypatch):
        monkeypatch.setattr(wire.far, "hear", lambda _data: [b"\xff"])
        with pytest.raises(DeviceConfused):
            printer.check()

    def test_silence_ends_in_time(self, printer, wire):
        wire.troubles.append(Trouble.SILENT)
        began_s = time.monotonic()
        with pytest.raises(DeviceSilent):
            printer.print_label(LABEL)
        assert time.monotonic() - began_s < ANSWER_S + LATE_S

    def test_a_printer_that_holds_us_off_ends_in_time(self, printer, wire, monkeypatch):
        printer.check()
        monkeypatch.setattr(wire, "_read", lambda: (time.sleep(0.05), b"")[1])
        began_s = time.monotonic()
        with pytest.raises(DeviceSilent):
            printer._line.send(b"x" * 200_000, began_s + 0.3)
        assert time.monotonic() - began_s < 0.3 + LATE_S

    def test_a_label_that_was_cut_short_does_not_spoil_the_next(self, printer, wire, printed, monkeypatch):
        send = printer._line.send

        def half(data, deadline_s):
            send(data[: len(data) // 2] if len(data) > 100 else data, deadline_s)
            if len(data) > 100:
                raise DeviceSilent("does not take it", Device.PRINTER)

        monkeypatch.setattr(printer._line, "send", half)
        with pytest.raises(DeviceSilent):
            printer.print_label(LABEL)
        monkeypatch.setattr(printer._line, "send", send)
        assert printer.check()
        printer.print_label(LABEL)
        assert printed() == 1
        whole = np.unpackbits(np.frombuffer(wire.far.labels[0], np.uint8)).reshape(240, 576)
        assert ((np.asarray(Image.open(io.BytesIO(preview_png(LABEL)))) == 0) == whole).all()

    def test_it_is_back_as_soon_as_it_is_plugged_in_again(self, printer, wire, printed):
        printer.print_label(LABEL)
        wire.unplug()
        with pytest.raises(DeviceMissing):
            printer.print_label(LABEL)
        wire.plug_in()
        printer.print_label(LABEL)
        assert printed() == 2


class TestLabels(PrinterContract):
    @pytest.fixture
    def wire(self, wire_to):
        return wire_to(ZplFar())

    @pytest.fixture
    def printer(self, wire):
        printer = ZplPrinter(LineSettings(str(wire.path), 9600), answer_s=ANSWER_S)
        yield printer
        printer.close()

    def test_what_is_said_byte_for_byte(self, printer, wire, printed):
        printer.print_label(LABEL)
        printed()
        assert wire.heard == b"~HS\r\n" + zpl_bytes(LABEL, LabelSize(), LabelWords())

    @pytest.mark.parametrize(
        ("state", "reason"), [("head_up", "head is open"), ("ribbon_out", "ribbon"), ("paused", "paused")]
    )
    def test_what_stops_it_is_told(self, printer, wire, state, reason):
        setattr(wire.far, state, True)
        with pytest.raises(DeviceRefused, match=reason):
            printer.print_label(LABEL)

    def test_one_that_falls_silent_without_labels_is_told_as_such(self, printer, wire, paper):
        wire.far.says_when_out = False
        paper(False)
        with pytest.raises(DeviceSilent, match="labels, ribbon and head"):
            printer.check()

    def test_rubbish_confuses(self, printer, wire, monkeypatch):
        monkeypatch.setattr(wire.far, "hear", lambda _data: [b"\x02abc\x03\r\n" * 3])
        with pytest.raises(DeviceConfused):
            printer.check()


def test_a_label_in_zpl():
    zpl = zpl_bytes(LABEL, LabelSize(), LabelWords()).decode().splitlines()
    assert zpl[:5] == ["^XA", "^CI28", "^PW576", "^LL240", "^LH0,0"]
    assert "^FH_^FDQA,0412345^FS" in zpl[5]
    assert any("^FB" in line and ",1,0,R^FH_^FD$12.49^FS" in line for line in zpl)
    assert any(line.endswith("^FDAisle 12  Bay 4  Bin C3^FS") for line in zpl)
    assert zpl[-2:] == ["^PQ1", "^XZ"]


def test_commands_within_a_field_are_told_by_their_codes():
    zpl = zpl_bytes(Label("1", "a^XZ~JA_b"), LabelSize(), LabelWords()).decode()
    assert "^FDa_5EXZ_7EJA_5Fb^FS" in zpl
    assert zpl.count("^XZ") == 1


def read_code(png: bytes) -> str:
    picture = np.asarray(Image.open(io.BytesIO(png)))
    framed = cv2.copyMakeBorder(picture, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=255)
    return cv2.QRCodeDetector().detectAndDecode(cv2.resize(framed, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST))[
        0
    ]


@pytest.mark.parametrize("size", [LabelSize(), LabelSize(384, 200), LabelSize(832, 400, 12.0)])
def test_the_code_on_the_preview_can_be_read(size):
    assert read_code(preview_png(LABEL, size)) == "0412345"
    assert read_code(preview_png(Label("1", "x", qr="https://a.example/p/1"), size)) == "https://a.example/p/1"


def boxes(elements):
    for e in elements:
        if isinstance(e, Text):
            yield e.x, e.y, e.x + e.width, e.y + e.height
        else:
            side = e.module * len(qr_matrix(e.content))
            yield e.x, e.y, e.x + side, e.y + side


fields = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=60, deadline=None)
@given(label=st.builds(Label, sku=st.text("0123456789ABC-", min_size=1, max_size=14), name=fields, size=fields,
                       aisle=fields, bay=fields, bin=fields, price=fields),
       size=st.sampled_from([LabelSize(), LabelSize(384, 200), LabelSize(300, 150)]))  # fmt: skip
def test_nothing_sticks_out_or_covers_anything_else(label, size):
    elements = laid_out(label, size, LabelWords())
    found = list(boxes(elements))
    for left, top, right, bottom in found:
        assert left >= 0
        assert top >= 0
        assert right <= size.width_dots
        assert bottom <= size.height_dots
    for k, (left, top, right, bottom) in enumerate(found):
        for other in found[k + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] + 1 or other[3] <= top + 1
    assert sum(isinstance(e, Code) for e in elements) == 1
    paper = drawn(elements, size)
    assert set(np.unique(paper)) == {0, 255}
    assert (paper[:, 0] == 255).all()


def test_the_words_are_the_stores_own():
    text = zpl_bytes(LABEL, LabelSize(), LabelWords("Gang", "Feld", "Fach", "Art.")).decode()
    assert "Gang 12  Feld 4  Fach C3" in text
    assert "Art. 0412345" in text


def test_a_label_too_small_for_its_code_is_refused():
    with pytest.raises(ValueError, match="240 x 120"):
        LabelSize(100, 60)
    with pytest.raises(ValueError, match="300 characters"):
        preview_png(Label("1", "x", qr="y" * 301))
