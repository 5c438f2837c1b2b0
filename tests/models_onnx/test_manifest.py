"""Networks that are not what the manifest says are refused, each in one sentence."""

import shutil

import pytest

from models_onnx.manifest import FOLDER, MANIFEST, read_manifest
from models_onnx.recogniser import PARTS, load_recogniser
from models_onnx.refusal import ModelRefused


@pytest.fixture
def folder(tmp_path):
    """A copy of the networks in service."""
    for file in (MANIFEST, *(entry.file for entry in read_manifest().values())):
        shutil.copy(FOLDER / file, tmp_path / file)
    return tmp_path


def change(folder, old, new):
    path = folder / MANIFEST
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_what_the_manifest_names_is_loaded(folder):
    recogniser = load_recogniser(folder)
    assert recogniser.ident.startswith("recogniser/")


def test_without_a_manifest_there_are_no_networks(tmp_path):
    assert load_recogniser(tmp_path) is None


def test_a_changed_file_is_refused(folder):
    file = folder / read_manifest(folder)[PARTS].file
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelRefused, match="not the one that its manifest names"):
        load_recogniser(folder)


def test_a_missing_file_is_refused(folder):
    (folder / read_manifest(folder)[PARTS].file).unlink()
    with pytest.raises(ModelRefused, match="cannot be read"):
        load_recogniser(folder)


def test_other_labels_are_refused(folder):
    change(folder, '"pan"', '"pancake"')
    with pytest.raises(ModelRefused, match="other labels"):
        load_recogniser(folder)


def test_labels_in_another_order_are_refused(folder):
    change(folder, '"flat", "oval"', '"oval", "flat"')
    with pytest.raises(ModelRefused, match="other labels"):
        load_recogniser(folder)


def test_another_input_is_refused(folder):
    change(folder, "input = [5, ", "input = [4, ")
    with pytest.raises(ModelRefused, match="another picture"):
        load_recogniser(folder)


@pytest.mark.parametrize("text", ["[recogniser", "[recogniser]\nfile = 3\n", "recogniser = 1", "\xff\xfe"])
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    (tmp_path / MANIFEST).write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelRefused, match="cannot be read"):
        load_recogniser(tmp_path)


def test_a_temperature_must_be_positive(folder):
    text = (folder / MANIFEST).read_text()
    first = next(line for line in text.splitlines() if line.startswith("temperature"))
    change(folder, first, "temperature = 0.0")
    with pytest.raises(ModelRefused, match="temperature"):
        load_recogniser(folder)
