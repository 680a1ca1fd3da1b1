/* The network of prototype.toml and nothing else: what it costs where every rule that it does not need is left out.
 *
 * Both functions take the tables as drawn and give every visit's minutes and worker. Workers of a station have
 * consecutive numbers and are always there. In each minute everything that is due happens first, and then free
 * workers, the least number first, take the least (priority, ready, case) of their station.
 *
 *   simpy_order   every arrival, finish and dispatch is an event in one heap by (minute, phase, number), as in SimPy
 *   minimal       arrivals are read from the table, only finishes stand in a heap, dispatch ends the minute
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int64_t i64;
typedef uint64_t u64;

enum { STATIONS = 8, WORKERS = 64 };

typedef struct {
    i64 cases, steps, horizon, stations, never;
    const i64 *begins, *first, *station, *onward, *effort, *priority, *first_worker;
    i64 *ready, *start, *finish, *worker;
} Network;

/* A heap of numbers. */

typedef struct { u64 *items; i64 size, room; } Heap;

static void push(Heap *heap, u64 item) {
    if (heap->size == heap->room) {
        heap->room = heap->room ? 2 * heap->room : 64;
        heap->items = realloc(heap->items, (size_t)heap->room * sizeof(u64));
    }
    i64 at = heap->size++;
    while (at > 0 && heap->items[(at - 1) / 2] > item) {
        heap->items[at] = heap->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->items[at] = item;
}

static u64 pop(Heap *heap) {
    u64 least = heap->items[0], item = heap->items[--heap->size];
    i64 at = 0, child;
    while ((child = 2 * at + 1) < heap->size) {
        if (child + 1 < heap->size && heap->items[child + 1] < heap->items[child]) child++;
        if (heap->items[child] >= item) break;
        heap->items[at] = heap->items[child];
        at = child;
    }
    heap->items[at] = item;
    return least;
}

/* What both have: a queue and a set of free workers for each station, and the step in each worker's hands. */

typedef struct {
    const Network *net;
    Heap queue[STATIONS];
    u64 free[STATIONS];
    i64 in_hand[WORKERS], *step, *station_of;
} Run;

static void open_run(Run *run, const Network *net) {
    memset(run, 0, sizeof *run);
    run->net = net;
    run->step = malloc((size_t)net->cases * sizeof(i64));
    run->station_of = malloc((size_t)net->first_worker[net->stations] * sizeof(i64));
    memcpy(run->step, net->first, (size_t)net->cases * sizeof(i64));
    for (i64 s = 0; s < net->stations; s++)
        for (i64 w = net->first_worker[s]; w < net->first_worker[s + 1]; w++) {
            run->free[s] |= (u64)1 << w;
            run->station_of[w] = s;
        }
    for (i64 i = 0; i < net->steps; i++) {
        net->ready[i] = net->start[i] = net->finish[i] = net->never;
        net->worker[i] = -1;
    }
}

static void close_run(Run *run) {
    for (int s = 0; s < STATIONS; s++) free(run->queue[s].items);
    free(run->step);
    free(run->station_of);
}

/* A case joins the queue of its present step's station: priority, ready and case in one number (6, 26 and 32 bits). */
static i64 join(Run *run, i64 one, i64 now) {
    const Network *net = run->net;
    i64 step = run->step[one], station = net->station[step];
    net->ready[step] = now;
    push(&run->queue[station], (u64)net->priority[one] << 58 | (u64)now << 32 | (u64)one);
    return station;
}

/* A free worker takes the head of a station's queue; the minute of the finish. */
static i64 take(Run *run, i64 station, i64 now, i64 *who) {
    const Network *net = run->net;
    i64 one = (i64)(pop(&run->queue[station]) & 0xffffffff), step = run->step[one];
    i64 worker = __builtin_ctzll(run->free[station]), over = now + net->effort[step];
    run->free[station] &= run->free[station] - 1;
    run->in_hand[worker] = one;
    net->start[step] = now;
    net->worker[step] = worker;
    *who = worker;
    return over;
}

/* A worker has finished; the station that the case goes to, -1 if it is closed. */
static i64 end(Run *run, i64 worker, i64 now) {
    const Network *net = run->net;
    i64 one = run->in_hand[worker], step = run->step[one];
    net->finish[step] = now;
    run->free[run->station_of[worker]] |= (u64)1 << worker;
    run->step[one] = net->onward[step];
    return run->step[one] < 0 ? -1 : join(run, one, now);
}

void minimal(const Network *net) {
    Run run;
    Heap finishes = {0};
    i64 arrived = 0, who;
    open_run(&run, net);
    for (;;) {
        i64 now = arrived < net->cases ? net->begins[arrived] : net->never;
        if (finishes.size && (i64)(finishes.items[0] >> 8) < now) now = (i64)(finishes.items[0] >> 8);
        if (now >= net->horizon) break;
        u64 changed = 0;
        while (finishes.size && (i64)(finishes.items[0] >> 8) == now) {
            i64 worker = (i64)(pop(&finishes) & 0xff), to = end(&run, worker, now);
            changed |= (u64)1 << run.station_of[worker];
            if (to >= 0) changed |= (u64)1 << to;
        }
        while (arrived < net->cases && net->begins[arrived] == now) changed |= (u64)1 << join(&run, arrived++, now);
        for (; changed; changed &= changed - 1) {
            i64 station = __builtin_ctzll(changed);
            while (run.free[station] && run.queue[station].size) {
                i64 over = take(&run, station, now, &who);
                push(&finishes, (u64)over << 8 | (u64)who);
            }
        }
    }
    free(finishes.items);
    close_run(&run);
}

/* Events of SimPy: a minute, a phase, and a number in order of making. */

enum { ARRIVAL, FINISH, DISPATCH };
typedef struct { i64 minute, phase, number, kind, worker; } Event;
typedef struct { Event *items; i64 size, room, made; } Agenda;

static int before(const Event *a, const Event *b) {
    if (a->minute != b->minute) return a->minute < b->minute;
    if (a->phase != b->phase) return a->phase < b->phase;
    return a->number < b->number;
}

static void call(Agenda *agenda, i64 minute, i64 phase, i64 kind, i64 worker) {
    if (agenda->size == agenda->room) {
        agenda->room = agenda->room ? 2 * agenda->room : 64;
        agenda->items = realloc(agenda->items, (size_t)agenda->room * sizeof(Event));
    }
    Event event = {minute, phase, agenda->made++, kind, worker};
    i64 at = agenda->size++;
    while (at > 0 && before(&event, &agenda->items[(at - 1) / 2])) {
        agenda->items[at] = agenda->items[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    agenda->items[at] = event;
}

static Event next(Agenda *agenda) {
    Event least = agenda->items[0], event = agenda->items[--agenda->size];
    i64 at = 0, child;
    while ((child = 2 * at + 1) < agenda->size) {
        if (child + 1 < agenda->size && before(&agenda->items[child + 1], &agenda->items[child])) child++;
        if (!before(&agenda->items[child], &event)) break;
        agenda->items[at] = agenda->items[child];
        at = child;
    }
    agenda->items[at] = event;
    return least;
}

void simpy_order(const Network *net) {
    Run run;
    Agenda agenda = {0};
    i64 arrived = 0, who, called = 0;
    open_run(&run, net);
    if (net->cases) call(&agenda, net->begins[0], 1, ARRIVAL, 0);
    while (agenda.size) {
        Event event = next(&agenda);
        i64 now = event.minute;
        if (now >= net->horizon) break;
        if (event.kind == DISPATCH) {
            called = 0;
            for (i64 station = 0; station < net->stations; station++)
                while (run.free[station] && run.queue[station].size) {
                    i64 over = take(&run, station, now, &who);
                    call(&agenda, over, 1, FINISH, who);
                }
            continue;
        }
        if (event.kind == FINISH) {
            end(&run, event.worker, now);
        } else {
            join(&run, arrived++, now);
            if (arrived < net->cases) call(&agenda, net->begins[arrived], 1, ARRIVAL, 0);
        }
        if (!called) call(&agenda, now, 1000, DISPATCH, 0);
        called = 1;
    }
    free(agenda.items);
    close_run(&run);
}
