"""Tasks that are alike go to the worker that has had the like, as far as that keeps nobody waiting."""

import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.experiment.running import Task, in_order
from sim.experiment.running.hands import LOOKED_AHEAD, Hand, Hands
from sim.experiment.running.local import people_of
from sim.experiment.running.make import make
from sim.experiment.running.pool import Pool
from sim.experiment.running.worker import Worker
from sim.experiment.store import Packed
from sim.scenario import Service, load_service
from tiny import tiny_config

PLANS, FUTURES = 4, 6


def hands_of(*likes: str | None) -> Hands[int]:
    """Tasks numbered in order, each with what it is like."""
    return Hands(Hand(number, like and (like, like[0])) for number, like in enumerate(likes))


def begun(hands: Hands[int], worker: Worker) -> int:
    """The task that a free worker gets; it has had it from then on."""
    hand = hands.next_for(worker)
    assert hand is not None
    hands.flying[worker] = [hand]
    assert hand.like is not None
    worker.had |= dict.fromkeys(hand.like, 1 + max(worker.had.values(), default=0))
    return hand.task


def landed(hands: Hands[int], worker: Worker) -> None:
    del hands.flying[worker]


def test_a_worker_gets_the_like_of_what_it_had_last_or_before() -> None:
    hands, one, other = hands_of("a", "a", "b", "c", "b", "a"), Worker(), Worker()
    assert (begun(hands, one), begun(hands, other)) == (0, 2)
    landed(hands, one)
    assert begun(hands, one) == 1
    landed(hands, other)
    assert begun(hands, other) == 4
    landed(hands, other)
    assert begun(hands, other) == 3, "it is like none in flight"
    landed(hands, one)
    assert begun(hands, one) == 5
    another = hands_of("b", "a", "c", "b")
    assert [begun(another, other), another.flying.clear(), begun(another, other)] == [2, None, 0]


def test_when_all_are_like_what_is_in_flight_a_free_worker_takes_the_first() -> None:
    hands, one, other = hands_of("a", "a", "a"), Worker(), Worker()
    assert (begun(hands, one), begun(hands, other)) == (0, 1)


def test_tasks_like_no_other_keep_their_order_and_are_taken_one_by_one() -> None:
    taken: list[int] = []

    def coming() -> Iterator[Hand[int]]:
        for number in range(4):
            taken.append(number)
            yield Hand(number, None)

    hands, one, other = Hands(coming()), Worker(), Worker()
    for number, worker in enumerate((one, other, one, other)):
        hands.flying.pop(worker, None)  # it is done with what it had
        hand = hands.next_for(worker)
        assert hand is not None
        assert hand.task == number == taken[-1]
        hands.flying[worker] = [hand]


def test_so_many_are_chosen_from_and_no_more() -> None:
    near = hands_of("a", *"b" * (LOOKED_AHEAD - 1), "a")
    far = hands_of("a", *"b" * LOOKED_AHEAD, "a")
    for hands, expected in ((near, LOOKED_AHEAD), (far, 1)):
        worker = Worker()
        assert begun(hands, worker) == 0
        landed(hands, worker)
        assert begun(hands, worker) == expected


def test_a_worker_looks_further_for_what_has_nothing_in_common_with_what_others_do() -> None:
    hands, one, other = hands_of(*["a1", "a2"] * LOOKED_AHEAD, "b1", "b2"), Worker(), Worker()
    assert (begun(hands, one), begun(hands, other)) == (0, 2 * LOOKED_AHEAD)
    landed(hands, one)
    landed(hands, other)
    assert (begun(hands, one), begun(hands, other)) == (2, 2 * LOOKED_AHEAD + 1)
    landed(hands, other)
    assert begun(hands, other) == 1, "nothing else is left: then what another has least in common with"


def test_while_many_are_left_one_more_waits_where_a_worker_is_busy() -> None:
    hands, one = hands_of(*"a" * LOOKED_AHEAD), Worker()
    for expected in (0, 1):
        hand = hands.next_for(one)
        assert hand is not None
        assert hand.task == expected
        hands.flying.setdefault(one, []).append(hand)
    assert hands.next_for(one) is None, "two are enough"
    hands.landed(one, hands.flying[one][0])
    assert hands.next_for(one) is None, "few are left, which another may take first"


def test_a_worker_that_dies_dies_over_its_first_task_and_what_waited_is_sent_anew() -> None:
    hands, one, other = hands_of(*"a" * (LOOKED_AHEAD + 1)), Worker(), Worker()
    sent = []
    for _ in range(2):
        hand = hands.next_for(one)
        assert hand is not None
        sent.append(hand)
    hands.flying[one] = sent
    assert (hands.died(one).task, one in hands.flying) == (0, False)
    again = [begun(hands, other), *[hand.task for hand in hands.again]]
    assert again == [0, 1]
    assert [hand.deaths for hand in (*hands.flying[other], *hands.again)] == [1, 0]
    assert sent[1] not in hands.again, "its future, which tells of the death too, is nobody's any more"


def process_of(like: str) -> int:
    return os.getpid()


def twice(like: str) -> tuple[str, str]:
    return like, like


def test_a_process_has_what_it_had_before_in_another_call() -> None:
    with Pool(2) as pool:
        first = dict(pool.each(process_of, ["a", "b"], title=str, like=twice))
        assert len(set(first.values())) == 2
        for order in (["b", "a"], ["a", "b"]):
            assert dict(pool.each(process_of, order, title=str, like=twice)) == first


def killed_once(task: tuple[int, Path]) -> int:
    """The process that does it; every fifth task kills the first that tries."""
    number, folder = task
    if number % 5 == 4 and not (mark := folder / str(number)).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
def test_what_waited_where_a_worker_died_is_done_once(tmp_path: Path) -> None:
    tasks = [(number, tmp_path) for number in range(2 * LOOKED_AHEAD)]
    with Pool(2) as pool:
        done = list(pool.each(killed_once, tasks, title=str, like=lambda task: ("a", task[0] % 2)))
    assert sorted(done) == [(task, task[0]) for task in tasks]


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> list[Service]:
    """Services that differ in their posts alone."""
    folder = tmp_path_factory.mktemp("plans")
    found = []
    for posts in range(1, PLANS + 1):
        config = tiny_config(folder, name=f"plan-{posts}")
        config.write_text(config.read_text().replace("social_worker = 1 }", f"social_worker = {posts} }}"))
        found.append(load_service(config))
    return found


def made_where(task: Task) -> tuple[int, Packed]:
    """A replication, and the process that has drawn its people and made it."""
    return os.getpid(), make(task)


def test_the_people_of_a_future_are_drawn_by_one_process(plans: list[Service]) -> None:
    tasks = [Task(plan, 7, number, "simpy", demand="the same") for number in range(FUTURES) for plan in plans]
    drawn: dict[int, set[int]] = defaultdict(set)
    figures = {}
    with Pool(2) as pool:
        for task, (process, made) in pool.each(made_where, tasks, title=lambda task: task.title, like=people_of):
            drawn[task.number].add(process)
            figures[task.service.name, task.number] = made.figures
    assert len(set.union(*drawn.values())) == 2
    # Of the last future one process may take a part while the other is at it, rather than do nothing.
    assert sum(map(len, drawn.values())) <= FUTURES + 1
    assert figures == {(task.service.name, task.number): made.figures for task, made in in_order(tasks)}
