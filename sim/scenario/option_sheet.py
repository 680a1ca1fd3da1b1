"""What a board asks of an option before it reads a figure: whose it is, what it costs, what it rests on."""

from typing import Self

from pydantic import Field, model_validator

from sim.scenario.values import Amount, Day, Model


class OptionSheet(Model):
    """The sheet of an option: ``[option]`` in its file. Nothing in it changes what a run does.

    ``mechanism`` says what the option alters and ``limit`` what it saturates at. ``one_off_gbp`` and
    ``yearly_gbp`` are costs that no post and no price of the model carries; the yearly cost runs from
    ``from`` to ``to`` or the end, and the one-off cost is paid on ``from``. Without ``from`` both are from the first
    day. What is paid within the warm-up is in no figure. ``asks`` says what has to be known before the figures can
    be relied on.
    """

    label: str
    kind: str = ""
    owner: str
    mechanism: str
    limit: str = ""
    asks: str = ""
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    one_off_gbp: Amount
    yearly_gbp: Amount

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_ is not None and self.to is not None and self.to <= self.from_:
            raise ValueError("to must come after from")
        return self
