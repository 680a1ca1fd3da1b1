"""A heap of pairs: what is feasible, or what is to be done in order, the least first."""

from sim.engine.compiled.state import World, pair_at, part


@part
def add_pair(w: World, key: int, rest: int, number: int) -> None:
    """Add a pair, to be taken in order of key and rest; ``number`` goes with it."""
    place = w.pair_count
    w.pair_count += 1
    while place > 0:
        above = pair_at(w.pairs, (place - 1) >> 1)
        if above.key < key or (above.key == key and above.rest <= rest):
            break
        here = pair_at(w.pairs, place)
        here.key, here.rest, here.list = above.key, above.rest, above.list
        place = (place - 1) >> 1
    here = pair_at(w.pairs, place)
    here.key, here.rest, here.list = key, rest, number


@part
def drop_least_pair(w: World) -> None:
    """Take the least pair, which stands at 0, out of the heap."""
    w.pair_count -= 1
    last = pair_at(w.pairs, w.pair_count)
    place = 0
    while 2 * place + 1 < w.pair_count:
        below = 2 * place + 1
        least = pair_at(w.pairs, below)
        if below + 1 < w.pair_count:
            mate = pair_at(w.pairs, below + 1)
            if mate.key < least.key or (mate.key == least.key and mate.rest < least.rest):
                below += 1
                least = mate
        if last.key < least.key or (last.key == least.key and last.rest <= least.rest):
            break
        here = pair_at(w.pairs, place)
        here.key, here.rest, here.list = least.key, least.rest, least.list
        place = below
    here = pair_at(w.pairs, place)
    here.key, here.rest, here.list = last.key, last.rest, last.list


@part
def take_least(w: World) -> int:
    """The ``rest`` of the least pair, taken out of the heap."""
    rest = pair_at(w.pairs, 0).rest
    drop_least_pair(w)
    return rest
