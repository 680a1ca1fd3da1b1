"""The walk of compiled code: every case goes along its paths from end to end before the next sets out.

A case's main path comes first. The walkers that part from it set out when it has come to its end, generation by
generation, those first that parted at the earliest step. Cases that begin beside others go last.
"""

from sim.compiled import kernel
from sim.demand.compiled.ground import (
    NUMBER,
    WALKER,
    Ground,
    Walker,
    choice_at,
    copy_row,
    fill_row,
    fraction_at,
    ground_at,
    kind_at,
    node_at,
    number_at,
    part,
    patience_at,
    short_at,
    target_at,
    walker_at,
)  # fmt: skip
from sim.demand.compiled.names import (
    ALONGSIDE,
    CHASING,
    LIST,
    MOST_DECISIONS,
    NEXT,
    PATIENCE,
    SECOND_LIST,
    SECOND_SIZE,
    SIZE,
    TEAM,
    THEN,
    draw_u,
    group_of,
    place_of,
)  # fmt: skip
from sim.demand.draws import MIDDLE
from sim.demand.features import NO_FORK, TO_ESCALATE, TO_WITHDRAW
from sim.demand.paths import LAST_BIT, MAIN, MOST_FORKS, MOST_STEPS, OWN_REROUTE
from sim.demand.pathways import CLOSED
from sim.demand.tables import CHASER, CONTACT, ESCALATE, REROUTE, SIDE, STAY, WITHDRAW

NO_FAULT, ENDLESS_PATH, ENDLESS_FORKS = range(3)
ENOUGH, CASES, STEPS, WALKERS, ENTRIES, BEGUN, PATIENT, JOINT = range(8)
"""What there was too little room for."""
_WALKER_FIELDS = WALKER.itemsize // NUMBER.itemsize


@kernel
def walk(address: int) -> None:
    """Take all cases that have not been along all their paths, until room falls short or there is a fault.

    The case that room falls short for is taken back, to set out anew when there is more.
    """
    w = ground_at(address, 0)
    w.short = ENOUGH
    while w.walked < w.case_count:
        cases, steps, patient, joint = w.case_count, w.step_count, w.patient_count, w.joint_count
        if w.walked < w.start_count:
            _set_out(w, w.walked)
        else:
            copy_row(w.beside, w.walked - w.start_count, w.walkers, 0, _WALKER_FIELDS)
        _walk_case(w)
        if w.short:
            w.case_count, w.step_count, w.patient_count, w.joint_count = cases, steps, patient, joint
        if w.short or w.fault:
            return
        w.walked += 1


@part
def _set_out(w: Ground, case: int) -> None:
    """The walker of one of the cases given, at its first node."""
    new = walker_at(w.walkers, 0)
    new.case = new.root = case
    new.origin, new.after, new.after_step = CONTACT, -1, -1
    new.group, new.number = number_at(w.start_group, case).value, number_at(w.start_number, case).value
    new.epoch, new.node = number_at(w.start_epoch, case).value, number_at(w.start_node, case).value
    new.jump, new.reroute = number_at(w.start_jump, case).value, number_at(w.start_reroute, case).value
    new.team, new.keeps_team = number_at(w.start_team, case).value, number_at(w.start_keeps_team, case).value
    new.priority_row = number_at(w.start_priority_row, case).value
    new.work_type, new.skill_list, new.joined, new.parted_at = -1, -1, 0, MAIN
    new.depth, new.total_u = 0, MIDDLE


@part
def _walk_case(w: Ground) -> None:
    """One case along all its paths; its first walker is about to set out."""
    main = walker_at(w.walkers, 0)
    case = main.case
    number_at(w.case_first, case).value = w.step_count
    number_at(w.case_origin, case).value = main.origin
    number_at(w.case_root, case).value = main.root
    number_at(w.case_after, case).value = main.after
    number_at(w.case_after_step, case).value = main.after_step
    number_at(w.case_reroute, case).value = -1
    number_at(w.case_entered, case).value = 0
    fill_row(w.visits, w.node_count, 0)
    fill_row(w.sides, w.slots, -1)
    number_at(w.order, 0).value = 0
    w.walker_count, begun = 1, 0
    while begun < w.walker_count:
        w.next_generation = w.walker_count
        for place in range(begun, w.next_generation):
            _walk_path(w, number_at(w.order, place).value)
        begun = w.next_generation
        if w.short or w.fault:
            return
    w.all_walkers += w.walker_count
    number_at(w.case_work_type, case).value = main.work_type
    number_at(w.case_priority_row, case).value = main.priority_row


@part
def _walk_path(w: Ground, which: int) -> None:
    """A walker to the end of their path."""
    walker = walker_at(w.walkers, which)
    if walker.parted_at >= 0:
        short_at(w.step_otherwise, walker.parted_at).value = w.step_count
    elif walker.parted_at == OWN_REROUTE:
        number_at(w.case_reroute, walker.case).value = w.step_count
    walker.level = 0
    while walker.node != CLOSED:
        w.short = _short_of(w)
        if w.short:
            return
        if walker.level == MOST_STEPS:
            w.fault, w.fault_at = ENDLESS_PATH, walker.node
            return
        if walker.node >= w.activities:
            _enter_work_type(w, walker, _arrive(w, which))
        if walker.jump >= 0:
            walker.node, walker.jump = walker.jump, -1
        place = _arrive(w, which)
        onward = _make_step(w, walker, place)
        if w.branching:
            _part(w, which, place)
        walker.node = onward
        w.step_count += 1
        walker.level += 1
    short_at(w.step_onward, w.step_count - 1).value = -1


@part
def _short_of(w: Ground) -> int:
    """What there is too little room of for one more step and all that may part there."""
    if w.case_count + 2 > w.case_room:
        return CASES
    if w.step_count == w.step_room:
        return STEPS
    if w.walker_count + 2 > w.walker_room:
        return WALKERS
    if 2 * (w.entry_count + MOST_DECISIONS) > w.entry_room:
        return ENTRIES
    if w.begun_count + 2 > w.begun_room:
        return BEGUN
    if w.patient_count == w.patient_room:
        return PATIENT
    if w.joint_count == w.joint_room:
        return JOINT
    return ENOUGH


@part
def _arrive(w: Ground, which: int) -> int:
    """Count a visit of a walker to the node they are at; returns its place among the names."""
    walker = walker_at(w.walkers, which)
    visits = number_at(w.visits, which * w.node_count + walker.node)
    visits.value += 1
    return place_of(w, walker.group, walker.node, visits.value)


@part
def _enter_work_type(w: Ground, walker: Walker, place: int) -> None:
    """A walker on the way to a work type takes it up, and stands where it begins."""
    node = node_at(w.nodes, walker.epoch * w.node_count + walker.node)
    drawn = _draw_list(w, walker, place)
    if drawn >= 0:
        walker.skill_list = drawn
    walker.total_u = draw_u(w, place + SIZE, walker.number) if node.total_varies else MIDDLE
    if node.priority >= 0:
        walker.priority_row = node.priority
    walker.work_type = walker.node - w.activities
    number_at(w.case_entered, walker.case).value |= 1 << min(walker.work_type, LAST_BIT)
    walker.node = node.begins


@part
def _make_step(w: Ground, walker: Walker, place: int) -> int:
    """The step of a walker at an activity; returns the node that follows."""
    step = w.step_count
    node = node_at(w.nodes, walker.epoch * w.node_count + walker.node)
    size_row = _size_row(w, walker)
    of_kind = kind_at(w.kinds, size_row)
    drawn = _draw_list(w, walker, place)
    skill_list = drawn if drawn >= 0 else walker.skill_list
    short_at(w.step_case, step).value = walker.case
    short_at(w.step_activity, step).value = walker.node
    short_at(w.step_onward, step).value = step + 1
    short_at(w.step_otherwise, step).value = -1
    short_at(w.step_fork, step).value = walker.parted_at
    short_at(w.step_skill_list, step).value = skill_list if node.somebody else -1
    short_at(w.step_team, step).value = walker.team
    short_at(w.step_size_row, step).value = size_row
    size = draw_u(w, place + SIZE, walker.number) if of_kind.size_varies else MIDDLE
    fraction_at(w.step_u, step).value = size if of_kind.sized_alone else walker.total_u
    routes = choice_at(w.choices, of_kind.route)
    u = draw_u(w, place + NEXT, walker.number) if routes.open else MIDDLE
    fraction_at(w.step_route_u, step).value = u
    return _target(w, routes.first, u)


@part
def _size_row(w: Ground, walker: Walker) -> int:
    """Epoch, activity and kind of work of a walker as one number."""
    return int((walker.epoch * w.activities + walker.node) * w.work_kinds + walker.work_type + 1)


@part
def _draw_list(w: Ground, walker: Walker, place: int) -> int:
    """The list of the node a walker is at (-1 if it has none); the case takes the team it gives."""
    row = node_at(w.nodes, walker.epoch * w.node_count + walker.node).by
    if row < 0:
        return -1
    drawn = _pick(w, row, place + LIST, walker.number)
    teams = number_at(w.team_of_list, drawn).value
    if teams >= 0 and not walker.keeps_team:
        walker.team = _pick(w, teams, place + TEAM, walker.number)
    return drawn


@part
def _pick(w: Ground, row: int, name: int, number: int) -> int:
    """The target of a row at the uniform of a name and number; see ``Choices``."""
    choice = choice_at(w.choices, row)
    return _target(w, choice.first, draw_u(w, name, number) if choice.open else MIDDLE)


@part
def _target(w: Ground, first: int, u: float) -> int:
    """The target at a uniform among those of a row, which begin at the first."""
    at = first
    while u >= target_at(w.targets, at).bound:
        at += 1
    return int(target_at(w.targets, at).target)


@part
def _part(w: Ground, which: int, place: int) -> None:
    """Let cases begin and paths fork at the step being made; the step's further columns."""
    step, walker = w.step_count, walker_at(w.walkers, which)
    node = node_at(w.nodes, walker.epoch * w.node_count + walker.node)
    turning, walker.reroute = walker.reroute, -1
    if node.alongside >= 0:
        begun = _begin_beside(w, walker, group_of(w, place + ALONGSIDE), node.alongside, SIDE)
        number_at(w.sides, which * w.slots + node.slot_begun).value = begun
    if node.chased_by >= 0:
        _begin_beside(w, walker, group_of(w, place + CHASING), node.chased_by, CHASER)
    awaits = number_at(w.sides, which * w.slots + node.slot_awaited).value if node.slot_awaited >= 0 else -1
    short_at(w.step_awaits, step).value = awaits
    target = _draw_patience(w, walker, place)
    # A place has no patience, so there is one way to turn at most.
    _fork(w, which, step, node.if_full if node.if_full != NO_FORK else target)
    joins = -1 if walker.joined else node.joins
    short_at(w.step_joins, step).value = joins
    walker.joined |= joins >= 0
    _fork(w, which, OWN_REROUTE, turning)
    _draw_second(w, walker, place)


@part
def _draw_patience(w: Ground, walker: Walker, place: int) -> int:
    """Patience with the step being made; returns the target of what is done in its end."""
    row = kind_at(w.kinds, _size_row(w, walker)).patience
    expiry, target = STAY, NO_FORK
    if row >= 0:
        patience = patience_at(w.patience, row)
        u = draw_u(w, place + PATIENCE, walker.number) if patience.varies else MIDDLE
        number_at(w.step_patient, w.patient_count).value = w.step_count
        number_at(w.step_patience_days, w.patient_count).value = patience.days
        fraction_at(w.step_patience_u, w.patient_count).value = u
        w.patient_count += 1
        target = _pick(w, patience.then, place + THEN, walker.number)
        if target == TO_WITHDRAW:
            expiry = WITHDRAW
        elif target == TO_ESCALATE:
            expiry = ESCALATE
        elif target >= 0:
            expiry = REROUTE
    short_at(w.step_step_expiry, w.step_count).value = expiry
    return target


@part
def _draw_second(w: Ground, walker: Walker, place: int) -> None:
    """The second worker of a joint step: list, distribution of effort and its uniform."""
    node = node_at(w.nodes, walker.epoch * w.node_count + walker.node)
    drawn = -1
    if node.second >= 0:
        drawn = _pick(w, node.second, place + SECOND_LIST, walker.number)
        u = draw_u(w, place + SECOND_SIZE, walker.number) if node.second_varies else MIDDLE
        number_at(w.step_second_size, w.joint_count).value = node.second_size
        fraction_at(w.step_second_u, w.joint_count).value = u
        w.joint_count += 1
    short_at(w.step_second_list, w.step_count).value = drawn


@part
def _fork(w: Ground, which: int, parted_at: int, node: int) -> None:
    """Another path of the same case, from a step to another node, if it is one."""
    if node < 0:
        return
    number = w.walker_count
    w.walker_count += 1
    copy_row(w.walkers, which, w.walkers, number, _WALKER_FIELDS)
    copy_row(w.visits, which, w.visits, number, w.node_count)
    copy_row(w.sides, which, w.sides, number, w.slots)
    new = walker_at(w.walkers, number)
    new.node, new.parted_at = node, parted_at
    place = number
    while place > w.next_generation:
        before = number_at(w.order, place - 1).value
        if walker_at(w.walkers, before).level <= new.level:
            break
        number_at(w.order, place).value = before
        place -= 1
    number_at(w.order, place).value = number
    _deeper(w, new)


@part
def _begin_beside(w: Ground, walker: Walker, group: int, node: int, origin: int) -> int:
    """A new case of the same person; returns its number."""
    case = w.case_count
    w.case_count += 1
    place = case - w.start_count
    new = walker_at(w.beside, place)
    new.root, new.number, new.epoch = walker.root, walker.number, walker.epoch
    new.team, new.keeps_team, new.work_type = walker.team, walker.keeps_team, walker.work_type
    new.skill_list, new.priority_row, new.total_u = walker.skill_list, walker.priority_row, walker.total_u
    new.depth, new.jump, new.reroute = walker.depth, -1, -1
    new.case, new.origin, new.after, new.after_step = case, origin, walker.case, w.step_count
    # Their draws have names of their own, so nothing counts that was visited before.
    new.group, new.node, new.joined, new.parted_at = group, node, 1, MAIN
    _deeper(w, new)
    return int(case)


@part
def _deeper(w: Ground, new: Walker) -> None:
    """A generation further on; a fault if paths part without end."""
    new.depth += 1
    if new.depth > MOST_FORKS or w.all_walkers + w.walker_count > w.most_walkers:
        w.fault, w.fault_at = ENDLESS_FORKS, new.node
