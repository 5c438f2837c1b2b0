"""What each page shows, as plain values for QML: made from the state, the answer and the store. No Qt."""

from typing import Any

from appliance.messages import Answer, Trouble
from appliance.screen.events import Page
from appliance.screen.phrases import Phrases
from appliance.screen.shop import Shop
from appliance.screen.state import State
from drivers.contracts import Label


def view_of(state: State, answer: Answer | None, shop: Shop, say: Phrases, currency: str) -> dict[str, Any]:
    """The values of the page that the state shows; `spoken` is what is read aloud."""
    del answer, shop, currency
    if state.page is Page.INVITE:
        leftover = state.dismissed is not None
        title = say("invite.leftover" if leftover else "invite.title")
        hint = say("invite.leftover_hint" if leftover else "invite.hint")
        return {"leftover": leftover, "spoken": f"{title}. {hint}"}
    return {}


def trouble_of(trouble: Trouble) -> str:
    """`camera`, `light` or `broken`."""
    said = trouble.for_customer.casefold()
    return "light" if "light" in said else "camera" if "camera" in said else "broken"


def label_of(state: State, answer: Answer | None, shop: Shop, say: Phrases, currency: str) -> Label | None:
    """The label of the product on show."""
    del state, answer, shop, say, currency
    return None
