"""Numbers as an analyst writes them: bare, or with low, high, unit, source and grade.

``low`` and ``high`` bound what is not known; they never describe the shape of a distribution.
"""

import datetime as dt
import math
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Strict, model_validator

Grade = Literal["seed", "published", "derived", "measured", "assumption"]

GRADES: tuple[Grade, ...] = ("seed", "measured", "published", "derived", "assumption")
"""Evidence grades, strongest first."""


class Model(BaseModel):
    """Base of every scenario object: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# A number in quotes is text, and true is no number: nothing is converted on the quiet.
Real = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Switch = Annotated[bool, Strict()]
Day = Annotated[dt.date, Strict()]


class Evidence(Model):
    """What stands behind a number."""

    unit: str = ""
    source: str = ""
    grade: Grade = "assumption"
    note: str = ""


class Quantity(Evidence):
    """A number, the range it may lie in, and its evidence.

    A bare number in a file becomes a Quantity with grade ``assumption`` and no range.
    """

    value: Real
    low: Real | None = None
    high: Real | None = None

    @model_validator(mode="after")
    def _range_holds_the_value(self) -> Self:
        if self.low is not None and self.low > self.value:
            raise ValueError(f"low ({self.low:g}) may not be above value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise ValueError(f"high ({self.high:g}) may not be below value ({self.value:g})")
        return self

    def __float__(self) -> float:
        return self.value


def _as_quantity(raw: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError("a number is wanted, not true or false")
    if isinstance(raw, int | float):
        return {"value": float(raw)}
    if isinstance(raw, dict):
        wide = ("value", "low", "high")
        return {
            key: float(item) if key in wide and isinstance(item, int) and not isinstance(item, bool) else item
            for key, item in raw.items()
        }
    if isinstance(raw, Quantity):
        return raw
    raise ValueError("a number is wanted, or a table with value, low, high, unit, source, grade")


def _within(least: float, most: float) -> Any:
    def check(quantity: Quantity) -> Quantity:
        for name in ("value", "low", "high"):
            number = getattr(quantity, name)
            if number is not None and not least <= number <= most:
                bound = f"at least {least:g}" if most == math.inf else f"between {least:g} and {most:g}"
                raise ValueError(f"{name} must be {bound}, not {number:g}")
        return quantity

    return check


def _as_count(raw: Any) -> Any:
    value = raw.get("value") if isinstance(raw, dict) else raw
    if isinstance(raw, Quantity) or value is None:
        return raw
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise ValueError("a whole number is wanted")
    return _as_quantity(raw)


def _above_zero(quantity: Quantity) -> Quantity:
    if quantity.value <= 0 or (quantity.low is not None and quantity.low <= 0):
        raise ValueError("must be above zero")
    return quantity


Number = Annotated[Quantity, BeforeValidator(_as_quantity)]
Amount = Annotated[Quantity, BeforeValidator(_as_quantity), AfterValidator(_within(0, math.inf))]
Positive = Annotated[Quantity, BeforeValidator(_as_quantity), AfterValidator(_above_zero)]
Share = Annotated[Quantity, BeforeValidator(_as_quantity), AfterValidator(_within(0, 1))]
Count = Annotated[Quantity, BeforeValidator(_as_count), AfterValidator(_within(0, math.inf))]


class Distribution(Evidence):
    """A distribution of a duration, in the unit of the key that holds it.

    Which parameters a family takes: ``fixed`` value; ``exponential`` mean; ``lognormal`` and
    ``gamma`` mean and cv (standard deviation over mean); ``uniform`` min and max; ``triangular``
    and ``pert`` min, mode and max; ``empirical`` values and, optionally, their shares.
    ``mean_low`` and ``mean_high`` bound what is not known about the mean.
    """

    distribution: Literal["fixed", "exponential", "lognormal", "gamma", "uniform", "triangular", "pert", "empirical"]
    value: Real | None = None
    mean: Real | None = None
    cv: Real | None = None
    min: Real | None = None
    mode: Real | None = None
    max: Real | None = None
    values: tuple[Real, ...] | None = None
    shares: tuple[Real, ...] | None = None
    mean_low: Real | None = None
    mean_high: Real | None = None

    @model_validator(mode="after")
    def _parameters_fit_the_family(self) -> Self:
        wanted = PARAMETERS[self.distribution]
        given = {
            name
            for name in ("value", "mean", "cv", "min", "mode", "max", "values", "shares")
            if getattr(self, name) is not None
        }
        missing = [name for name in wanted if name not in given]
        surplus = sorted(given - set(wanted) - ({"shares"} if self.distribution == "empirical" else set()))
        if missing or surplus:
            raise ValueError(
                f"{self.distribution} takes {', '.join(wanted)}"
                + (f"; missing {', '.join(missing)}" if missing else "")
                + (f"; not used {', '.join(surplus)}" if surplus else "")
            )
        self._check_numbers()
        return self

    def _check_numbers(self) -> None:
        for name in ("value", "min", "mode", "max"):
            number = getattr(self, name)
            if number is not None and number < 0:
                raise ValueError(f"{name} may not be negative ({number:g})")
        for name in ("mean", "cv"):
            number = getattr(self, name)
            if number is not None and number <= 0:
                raise ValueError(f"{name} must be above zero ({number:g})")
        order = [number for number in (self.min, self.mode, self.max) if number is not None]
        if order != sorted(order) or (len(order) > 1 and order[0] == order[-1]):
            raise ValueError("min, mode and max must be in rising order and not all equal")
        if self.values is not None:
            if not self.values or min(self.values) < 0:
                raise ValueError("values needs at least one number, none negative")
            if self.shares is not None and (
                len(self.shares) != len(self.values) or min(self.shares) < 0 or abs(sum(self.shares) - 1) > 1e-6
            ):
                raise ValueError("shares needs one share for each of values, summing to one")
        if self.mean_low is not None and self.mean_low > self.average:
            raise ValueError(f"mean_low ({self.mean_low:g}) may not be above the mean ({self.average:g})")
        if self.mean_high is not None and self.mean_high < self.average:
            raise ValueError(f"mean_high ({self.mean_high:g}) may not be below the mean ({self.average:g})")

    @property
    def average(self) -> float:
        """The mean, in the unit of the key that holds the distribution."""
        match self.distribution:
            case "fixed":
                return _given(self.value)
            case "uniform":
                return (_given(self.min) + _given(self.max)) / 2
            case "triangular":
                return (_given(self.min) + _given(self.mode) + _given(self.max)) / 3
            case "pert":
                return (_given(self.min) + 4 * _given(self.mode) + _given(self.max)) / 6
            case "empirical":
                values = self.values or ()
                shares = self.shares or tuple(1 / len(values) for _ in values)
                return sum(value * share for value, share in zip(values, shares, strict=True))
            case _:
                return _given(self.mean)


PARAMETERS: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
    "uniform": ("min", "max"),
    "triangular": ("min", "mode", "max"),
    "pert": ("min", "mode", "max"),
    "empirical": ("values",),
}


def _given(number: float | None) -> float:
    assert number is not None, "the family's parameters were checked on loading"
    return number


def _as_distribution(raw: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError("a number or a distribution is wanted, not true or false")
    if isinstance(raw, int | float):
        return {"distribution": "fixed", "value": float(raw)}
    if isinstance(raw, dict) and "distribution" not in raw and "value" in raw:
        renamed = {"low": "mean_low", "high": "mean_high"}
        return {"distribution": "fixed", **{renamed.get(key, key): item for key, item in raw.items()}}
    if isinstance(raw, dict | Distribution):
        return raw
    raise ValueError('a number is wanted, or a table such as { distribution = "lognormal", mean = 9, cv = 0.7 }')


Duration = Annotated[Distribution, BeforeValidator(_as_distribution)]
