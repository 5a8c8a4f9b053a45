"""What terms pay for a change of the cost of demand, and how amounts are written.

In exact decimals: there is no division but for `reduction`, which decides nothing, and
no rounding but for that and for the reward.
"""

import decimal
import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Optional

# More digits than any sum of these needs; a result that would lose one is an error.
EXACT = decimal.Context(prec=200, traps=[decimal.Inexact, decimal.InvalidOperation])
decimal.setcontext(EXACT)
# `decimal` calls it half up, and rounds halves away from zero.
TO_THE_PENNY = decimal.Context(prec=200, rounding=decimal.ROUND_HALF_UP)
HUNDREDTH = Decimal("0.01")


class Band(NamedTuple):
    start: Decimal
    end: Optional[Decimal]
    share: Decimal


class Payment(NamedTuple):
    """What terms pay for a change of the cost of demand."""

    saving: Decimal
    amount: Decimal
    is_met: bool
    slices: list
    payments: list
    cap_amount: Optional[Decimal]
    unrewarded: Decimal
    exact: Decimal
    reward: Decimal


number = lru_cache(maxsize=10_000)(Decimal)


def part(percent, cost):
    return cost * percent * HUNDREDTH


def pays(threshold, rule, bands, baseline_cost, test_cost):
    """The rule: see "Reading a derivation" in the guide."""
    saving = baseline_cost - test_cost
    amount = part(threshold, baseline_cost)
    is_enough = saving > amount if rule == "more_than" else saving >= amount
    # Without a cost in the baseline there is no reduction that could meet anything.
    is_met = baseline_cost > 0 and is_enough
    slices = []
    for band in bands:
        end = saving if band.end is None else min(saving, part(band.end, baseline_cost))
        slices.append(max(end - part(band.start, baseline_cost), Decimal(0)))
    payments = [
        part(band.share, slice_) if is_met else Decimal(0) for band, slice_ in zip(bands, slices)
    ]
    cap = bands[-1].end
    cap_amount = None if cap is None else part(cap, baseline_cost)
    unrewarded = max(saving, Decimal(0))
    if is_met:
        unrewarded = sum(slice_ for band, slice_ in zip(bands, slices) if band.share == 0)
        if cap_amount is not None:
            unrewarded += max(saving - cap_amount, Decimal(0))
    exact = sum(payments)
    reward = exact.quantize(HUNDREDTH, context=TO_THE_PENNY)
    return Payment(saving, amount, is_met, slices, payments, cap_amount, unrewarded, exact, reward)


def outcome(payment, baseline_cost):
    if baseline_cost == 0:
        return "no_baseline"
    if not payment.is_met:
        return "not_met"
    is_beyond = payment.cap_amount is not None and payment.saving > payment.cap_amount
    return "capped" if is_beyond else "met"


def pounds(amount):
    """All digits, two decimal places at least, and no more zeros than that takes."""
    if amount is None:
        return None
    before, _, after = format(amount, "f").partition(".")
    return f"{before}.{after.rstrip('0').ljust(2, '0')}"


def reduction(saving, baseline_cost, edges):
    """In per cent with two places, halves away from zero; with more where the figure
    would stand on another side of an edge than the exact reduction, or upon it."""
    if saving is None or baseline_cost == 0:
        return None
    exact = Fraction(saving) * 100 / Fraction(baseline_cost)
    edges = [Fraction(edge) for edge in edges]
    for places in range(2, 31):
        digits = math.floor(abs(exact) * 10**places + Fraction(1, 2))
        shown = Fraction(digits if exact >= 0 else -digits, 10**places)
        if all(
            (shown > edge) - (shown < edge) == (exact > edge) - (exact < edge) for edge in edges
        ):
            before, after = divmod(digits, 10**places)
            return f"{'-' if shown < 0 else ''}{before}.{after:0{places}}"
    return None


def in_all(values):
    """The sum; unknown where one of them is. What is not known is never zero."""
    return None if None in values else sum(values)


def less(one, other):
    return None if one is None or other is None else one - other
