"""All measures, by their codes."""

from replies.statistics.afterwards import AFTERWARDS
from replies.statistics.definition import Measure
from replies.statistics.handling import COUNTS, RATES, STAGES

MEASURES: tuple[Measure, ...] = (*RATES, *AFTERWARDS, *COUNTS)
BY_CODE = {measure.code: measure for measure in (*MEASURES, *STAGES)}
