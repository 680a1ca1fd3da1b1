"""What is remembered for a thing: made once, told apart by what else is given, and gone with the thing."""

import gc

from sim.scenario.once import kept_when_asked_again, once_for_both, once_for_each


class Thing:
    """Things that are all equal."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)

    def __hash__(self) -> int:
        return 0


made: list[str] = []


@once_for_each
def _told(thing: Thing, name: str) -> str:
    made.append(name)
    return f"{name} {len(made)}"


def test_it_is_made_once_for_each_thing_and_what_else_is_given() -> None:
    made.clear()
    one, other = Thing(), Thing()
    assert _told(one, "a") == _told(one, "a") == "a 1"
    assert _told(one, "b") == "b 2"
    assert _told(other, "a") == "a 3", "an equal thing is another"


def test_it_goes_with_the_thing() -> None:
    made.clear()
    thing = Thing()
    _told(thing, "a")
    place = id(thing)
    del thing
    gc.collect()
    again = Thing()
    for _ in range(1000):  # until one stands where the first stood
        if id(again) == place:
            break
        again = Thing()
    assert _told(again, "a") == "a 2"


@once_for_both
def _of_two(one: Thing, other: Thing) -> str:
    made.append("both")
    return f"both {len(made)}"


def test_what_is_made_for_two_is_made_once_in_their_order_and_goes_with_either() -> None:
    made.clear()
    one, other = Thing(), Thing()
    assert _of_two(one, other) == _of_two(one, other) == "both 1"
    assert _of_two(other, one) == "both 2"
    assert _of_two(one, one) == _of_two(one, one) == "both 3"
    place = id(other)
    del other
    gc.collect()
    again = Thing()
    for _ in range(1000):  # until one stands where the other stood
        if id(again) == place:
            break
        again = Thing()
    assert _of_two(one, again) == "both 4"


@kept_when_asked_again
def _large(thing: Thing) -> list[str]:
    made.append("large")
    return made[:]


def test_what_is_large_is_kept_from_the_second_time_on() -> None:
    made.clear()
    thing = Thing()
    assert [len(_large(thing)) for _ in range(4)] == [1, 2, 2, 2]
    assert len(_large(Thing())) == 3, "an equal thing is another"
