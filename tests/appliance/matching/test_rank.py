"""Which products a part may be: the posterior, by simulation and by its properties."""

from dataclasses import replace

import numpy as np
import pytest

from appliance.catalog.product import Kind
from appliance.matching import evidence
from appliance.matching.evidence import Shelf
from appliance.matching.rank import Posterior, listed, rank, weigh
from appliance.matching.rivals import trade
from appliance.reading import Measurement
from calibration.estimate import Estimate
from models_onnx.attributes import Attributes, Odds
from models_onnx.vocabulary import Coverage, Drive, Finish, Head, Tip
from tests.appliance.matching.counter import Box, part_of, product, store

PARTS = 400


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf.of(store())


def p_of(posterior: Posterior, sku: str) -> float:
    skus = [posterior.shelf.products[row].sku for row in posterior.rows]
    return float(posterior.p[skus.index(sku)]) if sku in skus else 0.0


def pan_screw(inches: float = 0.75, **seen: object) -> tuple[Measurement, Attributes]:
    """A #10-24 pan head machine screw of zinc, Phillips, fully threaded."""
    length = 25.4 * inches - 0.2
    measurement = Measurement(
        overall_length_mm=Estimate(length + 3.2, 0.04),
        nominal_length_mm=Estimate(length, 0.09),
        head_diameter_mm=Estimate(9.3, 0.06),
        head_height_mm=Estimate(3.2, 0.08),
        major_diameter_mm=Estimate(4.72, 0.02),
        minor_diameter_mm=Estimate(3.48, 0.05),
        pitch_mm=Estimate(1.0585, 0.002),
    )
    odds = {
        "head": Odds.sure(Head.PAN, Head, 0.98),
        "drive": Odds.sure(Drive.PHILLIPS, Drive, 0.97),
        "finish": Odds.sure(Finish.ZINC, Finish, 0.97),
        "tip": Odds.sure(Tip.DIE, Tip, 0.98),
        "coverage": Odds.sure(Coverage.FULLY_THREADED, Coverage, 0.98),
    }
    return measurement, Attributes(**{**odds, **seen})  # type: ignore[arg-type]


PAN = {
    "kind": Kind.MACHINE_SCREW,
    "size": "#10",
    "pitch_mm": 25.4 / 24,
    "length_mm": 19.05,
    "head": Head.PAN,
    "drive": Drive.PHILLIPS,
    "finish": Finish.ZINC,
    "tip": Tip.DIE,
}


class TestByGivenParts:
    def test_perfect_measurements_put_the_right_product_first(self, shelf: Shelf) -> None:
        rng = np.random.default_rng(5)
        wrong = 0
        for i in range(PARTS):
            true = shelf.products[i * len(shelf.products) // PARTS]
            matches, _ = rank(*part_of(true, Box.perfect(), rng), shelf, top=1)
            wrong += matches[0].sku != true.sku
        assert wrong <= 0.005 * PARTS

    @pytest.mark.parametrize("box", [Box(), Box(sure=0.9, gross=0.02, hidden=0.6)], ids=["good", "poor"])
    def test_what_is_said_with_probability_p_is_right_as_often(self, shelf: Shelf, box: Box) -> None:
        rng = np.random.default_rng(6)
        bins = []
        for i in range(3 * PARTS):
            true = shelf.products[rng.integers(len(shelf.products))]
            if i % 10 == 0:
                true = trade().products[rng.choice(len(trade().products), p=np.exp(trade().log_prior))]
            posterior = weigh(*part_of(true, box, rng), shelf)
            best = posterior.p.argmax()
            right = posterior.shelf.products[posterior.rows[best]].sku == true.sku
            bins.append((min(int(10 * posterior.p[best]), 9), posterior.p[best], right))
        table = np.array(bins)
        error = sum(
            abs(table[table[:, 0] == b, 1].mean() - table[table[:, 0] == b, 2].mean()) * (table[:, 0] == b).mean()
            for b in set(table[:, 0])
        )
        assert error < 0.04

    def test_strangers_are_told(self, shelf: Shelf) -> None:
        rng = np.random.default_rng(7)
        odd = [
            product("x", **{**PAN, "finish": Finish.COPPER, "drive": Drive.TORX}),
            product("x", **{**PAN, "pitch_mm": 25.4 / 32}),
            product("x", **{**PAN, "length_mm": 22.2}),
            product("x", **{**PAN, "head": Head.TRUSS}),
            product("x", **{**PAN, "size": "5/16", "pitch_mm": 25.4 / 18}),
        ]
        for true in odd:
            told = [rank(*part_of(true, Box(sure=0.98, hidden=0), rng), shelf)[1] > 0.5 for _ in range(20)]
            assert np.mean(told) >= 0.8, true.designation

    def test_a_finish_that_the_store_has_not_is_a_doubt(self, shelf: Shelf) -> None:
        known = rank(*pan_screw(), shelf)[1]
        copper = rank(*pan_screw(finish=Odds.sure(Finish.COPPER, Finish, 0.99)), shelf)[1]
        assert copper > 10 * known


class TestProperties:
    def test_all_probabilities_sum_to_one(self, shelf: Shelf) -> None:
        rng = np.random.default_rng(8)
        for true in shelf.products[::40]:
            posterior = weigh(*part_of(true, Box(), rng), shelf)
            assert posterior.p.sum() + posterior.not_in_catalog == pytest.approx(1)

    def test_the_order_of_the_catalog_does_not_matter(self) -> None:
        rng = np.random.default_rng(9)
        products = store()
        part = part_of(products[100], Box(), rng)
        shuffled = [products[i] for i in rng.permutation(len(products))]
        matches, absent = rank(*part, Shelf.of(products))
        again, absent_again = rank(*part, Shelf.of(shuffled))
        assert [m.sku for m in matches] == [m.sku for m in again]
        np.testing.assert_allclose([m.p for m in matches], [m.p for m in again])
        assert absent == pytest.approx(absent_again)

    def test_products_that_nothing_tells_apart_share_their_probability(self) -> None:
        shelf = Shelf.of([product("a", **PAN), product("b", **PAN)])
        matches, _ = rank(*pan_screw(), shelf)
        assert [m.sku for m in matches] == ["a", "b"]
        assert matches[0].p == pytest.approx(matches[1].p)

    def test_sales_tip_the_balance_between_twins(self) -> None:
        shelf = Shelf.of([product("a", **PAN), product("b", **PAN)], weights=[1, 3])
        matches, _ = rank(*pan_screw(), shelf)
        assert [m.sku for m in matches] == ["b", "a"]
        assert matches[0].p == pytest.approx(3 * matches[1].p)

    def test_an_unknown_finish_is_the_mean_over_the_finishes(self) -> None:
        part = pan_screw(finish=Odds({Finish.BRASS: 0.6, Finish.ZINC: 0.4}))
        names = [None, *Finish]
        shelf = Shelf.of([product(str(name), **{**PAN, "finish": name}) for name in names])
        posterior = weigh(*part, shelf)
        unknown, known = p_of(posterior, "None"), [p_of(posterior, str(name)) for name in Finish]
        assert min(known) < unknown < max(known)

    def test_a_product_without_size_is_neither_ruled_out_nor_preferred(self) -> None:
        vague = product("vague", kind=Kind.MACHINE_SCREW, head=Head.PAN)
        wrong = product("wrong", **{**PAN, "size": "1/4", "pitch_mm": 1.27, "length_mm": 50.8, "finish": Finish.BLACK})
        posterior = weigh(*pan_screw(), Shelf.of([product("right", **PAN), vague, wrong]))
        assert p_of(posterior, "right") > p_of(posterior, "vague") > p_of(posterior, "wrong")

    @pytest.mark.parametrize("quantity", ["major_diameter_mm", "pitch_mm", "overall_length_mm", "head_diameter_mm"])
    def test_a_measurement_nearer_to_a_product_never_makes_it_less_likely(self, quantity: str) -> None:
        measurement, attributes = pan_screw()
        shelf = Shelf.of([product("a", **PAN)])
        true = getattr(measurement, quantity)
        last = 0.0
        for off in np.linspace(0.2, 0, 15):
            moved = replace(measurement, **{quantity: Estimate(true.value * (1 + off), true.u)})
            if quantity == "overall_length_mm":
                moved = replace(moved, nominal_length_mm=Estimate(moved.overall_length_mm.value - 3.2, 0.09))
            _, log_likelihood = shelf.likely([(0.0, weigh(moved, attributes, shelf).seen)])
            assert log_likelihood[0] >= last - 1e-9 or off == 0.2
            last = log_likelihood[0]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"major_diameter_mm": Estimate(5.6, 0.02)},
            {"pitch_mm": Estimate(2.117, 0.002)},
            {"head_diameter_mm": Estimate(7.4, 0.06)},
            {"head_height_mm": Estimate(5.9, 0.08)},
        ],
        ids=lambda wrong: next(iter(wrong)),
    )
    def test_one_gross_measurement_does_not_hide_the_product(self, shelf: Shelf, wrong: dict[str, Estimate]) -> None:
        measurement, attributes = pan_screw()
        posterior = weigh(replace(measurement, **wrong), attributes, shelf)
        true = next(
            p
            for p in shelf.products
            if (p.designation.size, p.designation.length_mm, p.head, p.finish, p.tip)
            == ("#10", pytest.approx(19.05), Head.PAN, Finish.ZINC, Tip.DIE)
        )
        assert true.sku in [match.sku for match in listed(posterior, 3)]

    def test_a_misjudged_seat_does_not_hide_the_product(self, shelf: Shelf) -> None:
        measurement, attributes = pan_screw()
        nominal = measurement.nominal_length_mm
        assert isinstance(nominal, Estimate)
        wrong = replace(
            measurement,
            nominal_length_mm=Estimate(nominal.value - 2.7, nominal.u),
            head_height_mm=Estimate(5.9, 0.08),
        )
        best = listed(weigh(wrong, attributes, shelf), 1)[0]
        words = next(p for p in shelf.products if p.sku == best.sku).designation
        assert (words.size, words.length_mm) == ("#10", pytest.approx(19.05))

    @pytest.mark.parametrize("what", ["head", "drive", "finish", "tip", "coverage"])
    def test_one_wrong_look_does_not_hide_the_product(self, what: str) -> None:
        attributes = pan_screw()[1]
        seen = getattr(attributes, what).best
        other = next(label for label in reversed(type(seen)) if label not in (seen, Drive.HIDDEN))
        measurement, wrong = pan_screw(**{what: Odds.sure(other, type(seen), 0.99)})
        matches, _ = rank(measurement, wrong, Shelf.of([product("a", **PAN)]))
        assert matches[0].p > 1e-3

    def test_nothing_measured_and_nothing_seen_leaves_the_prior(self, shelf: Shelf) -> None:
        posterior = weigh(Measurement(), Attributes(), shelf)
        np.testing.assert_allclose(posterior.p, posterior.p[0])
        assert posterior.not_in_catalog == pytest.approx(0.1)

    def test_an_empty_catalog_has_nothing(self) -> None:
        assert rank(*pan_screw(), Shelf.of([])) == ((), 1.0)

    def test_what_is_no_fastener_is_never_matched(self) -> None:
        nut = product("nut", kind=Kind.NOT_SCREW, size="#10")
        assert [m.sku for m in rank(*pan_screw(), Shelf.of([product("a", **PAN), nut]))[0]] == ["a"]


def test_a_doubtful_scale_counts_once_not_once_a_quantity() -> None:
    """A coin's scale that is 1 % large stretches all quantities; each for itself it would be 1 u off."""
    measurement, attributes = pan_screw()

    def stretched(named: str) -> Measurement:
        quantities = {}
        for name, estimate in vars(measurement).items():
            if isinstance(estimate, Estimate):
                u_scale = 0.01 * estimate.value
                terms = {"own": estimate.u, named: u_scale}
                quantities[name] = Estimate.from_terms(1.02 * estimate.value, **terms)
        return Measurement(**quantities)

    shelf = Shelf.of([product("a", **PAN), product("m5", **{**PAN, "size": "M5", "pitch_mm": 0.8, "length_mm": 20.0})])
    shared = weigh(stretched("scale"), attributes, shelf)
    alone = weigh(stretched("noise"), attributes, shelf)
    assert p_of(shared, "a") > p_of(alone, "a")


def test_what_is_left_out_of_a_large_shelf_is_less_than_a_millionth(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(10)
    shelf = Shelf.of(store())
    parts = [part_of(true, Box(gross=0.02), rng) for true in shelf.products[::60]]
    complete = [weigh(*part, shelf) for part in parts]
    monkeypatch.setattr(evidence, "_SMALL", 0)
    sparse = [weigh(*part, shelf) for part in parts]
    for full, some in zip(complete, sparse, strict=True):
        assert len(full.p) == len(shelf.products)
        np.testing.assert_allclose(some.p, full.p[some.rows], atol=1e-6)
        assert some.not_in_catalog == pytest.approx(full.not_in_catalog, abs=1e-6)
    assert np.median([len(some.rows) for some in sparse]) < 0.5 * len(shelf.products)
