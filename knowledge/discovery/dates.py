"""When what was found came: bars over the months or the years, to choose a span from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.core.i18n import _, month
from knowledge.discovery.wanted import Wanted, months_between

MOST_MONTHS = 36  # of which each has a bar of its own


@dataclass(frozen=True, slots=True)
class Bar:
    """How much there is of a month or a year. ``part`` is of the highest bar, from 0 to 1."""

    label: str
    since: str
    until: str
    count: int
    part: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """Bars from the earliest to the latest; ``since`` and ``until`` are the ends of all of them."""

    bars: tuple[Bar, ...] = ()

    @property
    def since(self) -> str:
        return self.bars[0].since

    @property
    def until(self) -> str:
        return self.bars[-1].until


def dates(counts: Mapping[str, int], wanted: Wanted) -> Dates:
    """The bars of these months; none where there is nothing to choose between."""
    if not counts or (len(counts) < 2 and not wanted.months):
        return Dates()
    months = months_between(min(counts), max(counts))
    spans = _months(months) if len(months) <= MOST_MONTHS else _years(months)
    heights = {span: sum(counts.get(month, 0) for month in span[1]) for span in spans}
    highest = max([*heights.values(), 1])
    since, until = wanted.since or months[0], wanted.until or months[-1]
    return Dates(
        tuple(
            Bar(
                label=label,
                since=within[0],
                until=within[-1],
                count=count,
                part=round(count / highest, 3),
                chosen=bool(wanted.months) and within[-1] >= since and within[0] <= until,
            )
            for (label, within), count in heights.items()
        )
    )


def span_label(wanted: Wanted) -> str:
    """The chosen span in words."""
    since, until = (month(each) if each else "" for each in (wanted.since, wanted.until))
    if wanted.since == wanted.until:
        return since
    if since and until:
        return _("%(since)s to %(until)s", since=since, until=until)
    return _("From %(month)s", month=since) if since else _("Until %(month)s", month=until)


_Span = tuple[str, tuple[str, ...]]


def _months(months: tuple[str, ...]) -> list[_Span]:
    return [(month(each), (each,)) for each in months]


def _years(months: tuple[str, ...]) -> list[_Span]:
    years = dict.fromkeys(month[:4] for month in months)
    return [(year, tuple(month for month in months if month.startswith(year))) for year in years]
