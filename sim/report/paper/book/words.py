"""Words that a reader of the workbook meets, as the glossary has them."""

from typing import Final

WORDS: Final = {
    "baseline": 'the config that everything in an experiment is compared with; "no change"',
    "clock": "a named wait between two moments of a case",
    "demand scenario": "a demand under which every option of an experiment is tried, such as a forecast and what came",
    "evidence grade": "what a number stands on: seed, measured, published, derived or assumption",
    "FTE": "full-time equivalent: two half-time posts are one",
    "future": "a replication, in the words of tables and charts",
    "interval": "the range in which the mean over all futures lies with 95 % confidence",
    "offered load": "expected work over expected staff time; may pass 1",
    "option": "what is laid over a baseline to be compared with it",
    "post": "a place on the establishment; people fill it one after another",
    "replication": "one possible future; another has the same config and other chance",
    "stream": "a kind of demand",
    "target": "a promise: a share of people within a limit",
    "unfinished": "not over at the horizon; never left out",
    "utilisation": "(minutes of steps + blocks) over (timetable + blocks); cannot pass 1",
    "verdict": ("better, worse, mixed, or no clear difference: what the simultaneous intervals say of an option"),
    "wait": "calendar time, nights and weekends included",
}
