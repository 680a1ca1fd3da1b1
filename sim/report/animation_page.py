"""The page around a moving picture: what it shows in words and numbers, and controls that a keyboard reaches.

The controls that Plotly draws are parts of a picture, which no keyboard and no screen reader gets to.
"""

import html
import json
from collections.abc import Sequence

PICTURE = "cases"
"""Name of the picture in the page."""

_SHOWS = (
    "A row of dots for each place, one dot a case, at noon of the day. The table below has the numbers of all days."
)

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; margin: 1rem auto; max-width: 1500px; padding: 0 1rem; }}
button, input {{ font: inherit; margin-right: 0.5rem; min-height: 2rem; vertical-align: middle; }}
input {{ width: min(30rem, 60%); }}
output {{ font-size: 1.5rem; display: block; }}
:focus-visible {{ outline: 3px solid #0072b2; outline-offset: 2px; }}
.wide {{ overflow-x: auto; }}
#picture {{ min-width: 60rem; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #bbbbbb; padding: 0.2rem 0.5rem; text-align: right; }}
thead th {{ vertical-align: bottom; }}
</style>
</head>
<body>
<main>
<h1 dir="auto">{title}</h1>
{told}
<div role="group" aria-label="Which day is shown">
<button type="button" id="play">Play</button>
<button type="button" id="before">Day before</button>
<button type="button" id="after">Day after</button>
<label for="day">Day</label>
<input type="range" id="day" min="0" max="{last}" value="0" step="1" aria-valuetext="{first}">
<output id="which" for="day">{first}</output>
</div>
<div class="wide" role="region" aria-label="The picture" tabindex="0">
<div id="picture" role="img" aria-label="{shows}">
{figure}
</div>
</div>
<h2>The same in numbers</h2>
<details>
<summary>How many of these cases stood where at noon of each day</summary>
<div class="wide" role="region" aria-label="The table" tabindex="0">
<table>
<thead>
<tr><th scope="col">Day</th>{heads}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</details>
</main>
<script>
(() => {{
  const days = {days};
  const [picture, play, day, which] = ["{picture}", "play", "day", "which"].map(id => document.getElementById(id));
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let playing = null;
  const show = () => {{
    const name = days[day.value];
    which.value = name;
    day.setAttribute("aria-valuetext", name);
    const moves = playing !== null && !calm ? 400 : 0;
    Plotly.animate(picture, [name], {{
      mode: "immediate", frame: {{duration: moves, redraw: false}}, transition: {{duration: moves, easing: "linear"}},
    }});
  }};
  const stop = () => {{
    clearInterval(playing);
    playing = null;
    play.textContent = "Play";
    which.setAttribute("aria-live", "polite");
  }};
  const go = step => {{
    day.value = Number(day.value) + step;
    show();
  }};
  play.onclick = () => {{
    if (playing !== null) return stop();
    if (Number(day.value) === days.length - 1) go(-day.value);
    play.textContent = "Stop";
    which.setAttribute("aria-live", "off");
    playing = setInterval(() => Number(day.value) < days.length - 1 ? go(1) : stop(), 1000);
  }};
  for (const [name, step] of [["before", -1], ["after", 1]]) {{
    document.getElementById(name).onclick = () => {{ stop(); go(step); }};
  }}
  day.oninput = () => {{ stop(); show(); }};
}})();
</script>
</body>
</html>
"""


def animation_page(
    title: str, told: str, figure: str, *, days: Sequence[str], numbers: Sequence[tuple[str, Sequence[int]]]
) -> str:
    """The page as HTML.

    Parameters
    ----------
    title
        As it was written.
    told
        What stands above the picture, as HTML.
    figure
        The picture with its script, as HTML; its name is ``PICTURE``.
    days
        Names of the frames, a day each.
    numbers
        The label of each place, as HTML, and how many cases stand there on each day.
    """
    rows = (
        f'<tr><th scope="row">{day}</th>{"".join(f"<td>{column[at]}</td>" for _, column in numbers)}</tr>'
        for at, day in enumerate(days)
    )
    return _PAGE.format(
        title=html.escape(title),
        told=told,
        shows=_SHOWS,
        figure=figure,
        picture=PICTURE,
        first=days[0],
        last=len(days) - 1,
        days=json.dumps(list(days)),
        heads="".join(f'<th scope="col">{label}</th>' for label, _ in numbers),
        rows="\n".join(rows),
    )
