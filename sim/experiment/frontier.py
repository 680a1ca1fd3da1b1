"""Those that no other beats in two things at once."""

from collections.abc import Sequence


def non_dominated(points: Sequence[tuple[float, float]]) -> list[int]:
    """Positions of the points that none other is at least as low as in both values and lower in one; by the first.

    Points that tie stay, in their order.
    """
    found = [
        place
        for place, (x, y) in enumerate(points)
        if not any((other[0] <= x and other[1] <= y) and (other[0] < x or other[1] < y) for other in points)
    ]
    return sorted(found, key=lambda place: points[place])
