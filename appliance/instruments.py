"""What identifications use, loaded once: the networks, and the store's products."""

from pathlib import Path

from appliance.identify import Instruments
from appliance.stock import open_stock
from calibration.record import Calibration
from models_onnx.locator import load_locator
from models_onnx.recogniser import load_recogniser


def load_instruments(calibration: Calibration | None, catalog: Path | None, coin: bool = True) -> Instruments:
    """What every identification needs: models, and the catalog where there is one.

    Raises
    ------
    appliance.catalog.refusal.CatalogRefused, models_onnx.refusal.ModelRefused
    """
    recogniser, locator = load_recogniser(), load_locator()
    if catalog is None:
        return Instruments(calibration, coin=coin, recogniser=recogniser, locator=locator)
    stock = open_stock(catalog)
    return Instruments(calibration, stock.shelf, stock.ident, coin, recogniser, locator)
