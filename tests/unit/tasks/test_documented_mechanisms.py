"""What docs/mechanisms.md shows is what a protocol takes."""

import re

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from ikea_effect.protocol.mechanisms import Mechanism
from ikea_effect.protocol.payment import Payment
from ikea_effect.tasks.bidding.questions_by_kind import BANKS


def test_every_documented_mechanism_can_be_declared_and_every_kind_is_documented(checkout):
    text = (checkout / "docs" / "mechanisms.md").read_text("utf-8")
    mechanisms, payment = (
        YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.S)
    )
    kinds = {TypeAdapter(Mechanism).validate_python(one).kind for one in mechanisms}
    assert kinds == set(BANKS)
    assert kinds == set(re.findall(r"^\| `([a-z-]+)`", text, re.M))
    assert Payment.model_validate(payment["payment"]).binding == "one-random"
