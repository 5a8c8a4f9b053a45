"""What somebody might change in an assessment, and where the checker must say so.

Every row is a change to the assessment of a fixture: what was done, the fixture, the
changes, and the paths that must be named. Where `AND_MORE` stands, more may be named,
since what rests on a changed count or price no longer follows either.
"""

import copy
import re
from decimal import Decimal

PILOT = "pilot-scheme.toml.json"
NATIONAL = "england-and-wales-scheme.toml.json"
AND_MORE = "and more"


def place(document, path):
    """The object or list in which a path ends, and the key or index there."""
    steps = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]
    for step in steps[:-1]:
        document = document[step]
    return document, steps[-1]


def put(path, value):
    def change(document):
        holder, key = place(document, path)
        holder[key] = value

    return change


def drop(path):
    def change(document):
        holder, key = place(document, path)
        del holder[key]

    return change


def add(path, number):
    """A count grows, or an amount: as many decimal places as there were."""

    def change(document):
        holder, key = place(document, path)
        stands = holder[key]
        is_count = isinstance(stands, int)
        holder[key] = stands + number if is_count else str(Decimal(stands) + Decimal(number))

    return change


def swap(one, other):
    def change(document):
        (first, key), (second, at) = place(document, one), place(document, other)
        first[key], second[at] = second[at], first[key]

    return change


def twice(path):
    def change(document):
        holder, at = place(document, path)
        holder.insert(at, copy.deepcopy(holder[at]))

    return change


def insert(path, value):
    def change(document):
        holder, at = place(document, path)
        holder.insert(at, value)

    return change


def rename(path, to):
    def change(document):
        holder, key = place(document, path)
        holder[to] = holder.pop(key)

    return change


# rewards[0]: Greater Manchester, adults, year_1: met, ten areas, one of them in groups.
# rewards[3]: young people, year_2: 9.995%. rewards[4]: Croydon, at exactly the threshold.
# rewards[6]: no baseline. rewards[8]: at exactly the cap. rewards[14]: half a penny.
# rewards[16]: a count of the test period is missing.
LINE = "rewards[0].lines[0]"
SPLIT = f"{LINE}.areas[2]"

TAMPERINGS = [
    # Counts
    ("an area's count is changed", PILOT, [add(f"{LINE}.areas[0].test_count", 1)],
     [f"{LINE}.test_count", f"{LINE}.test_cost", "rewards[0].test_cost", "rewards[0].saving",
      "rewards[0].reward", "pooled[0].test_cost", "site_totals[0].reward", "computed_reward",
      AND_MORE]),
    ("a line's count is changed and its cost with it, but not the cost of demand", PILOT,
     [add(f"{LINE}.test_count", -1), add(f"{LINE}.test_cost", -10000),
      add(f"{LINE}.saving", 10000)],
     [f"{LINE}.test_count", f"{LINE}.test_cost", f"{LINE}.saving"]),
    ("a group's count is changed", PILOT, [add(f"{SPLIT}.groups[0].test_count", 1)],
     [f"{SPLIT}.test_count", f"{LINE}.test_count", f"{LINE}.test_cost", AND_MORE]),
    ("one group's count goes to another: the sum holds, the other test period tells", PILOT,
     [add(f"{SPLIT}.groups[0].baseline_count", 1), add(f"{SPLIT}.groups[1].baseline_count", -1)],
     [f"rewards[1].lines[0].areas[2].groups[{at}].baseline_count" for at in (0, 1)]),
    ("a count of the baseline is raised in one of two test periods", NATIONAL,
     [add("rewards[2].lines[0].areas[0].baseline_count", 10)],
     ["rewards[3].lines[0].areas[0].baseline_count", AND_MORE]),
    ("a group is left out of the list", PILOT, [drop(f"{SPLIT}.groups[0]")],
     [f"{SPLIT}.baseline_count", f"{SPLIT}.test_count", "rewards[1].lines", AND_MORE]),
    ("an area is left out of the list", PILOT, [drop(f"{LINE}.areas[9]")],
     [f"{LINE}.baseline_count", "rewards[1].lines", AND_MORE]),
    ("an area stands twice", PILOT, [twice(f"{LINE}.areas[1]")],
     [f"{LINE}.areas", f"{LINE}.baseline_count", AND_MORE]),
    ("an area is given to another site", PILOT,
     [put("rewards[10].lines[0].areas[0].code", "E08000001")],
     ["rewards[10].lines[0].areas[0].code", AND_MORE]),
    ("a count is negative", PILOT, [put(f"{LINE}.areas[0].test_count", -54)],
     [f"{LINE}.areas[0].test_count", "rewards"]),
    ("a count is a fraction", PILOT, [put(f"{LINE}.areas[0].test_count", 54.0)],
     [f"{LINE}.areas[0].test_count", "rewards"]),
    ("a count is true", PILOT, [put(f"{LINE}.areas[0].test_count", True)],
     [f"{LINE}.areas[0].test_count", "rewards"]),
    ("a count has a thousand digits", PILOT, [put(f"{LINE}.areas[0].test_count", 10**1000)],
     [f"{LINE}.areas[0].test_count", "rewards"]),
    ("a watched count does not add up", PILOT, [add("rewards[4].watched[0].test_count", 1)],
     ["rewards[4].watched[0].test_count"]),
    ("a watched count that is missing is said to be zero", PILOT,
     [put("rewards[9].watched[0].test_count", 0)], ["rewards[9].watched[0].test_count"]),
    # Prices and costs
    ("a price is changed in one place", PILOT, [put(f"{LINE}.test_price", "10000.01")],
     [f"{LINE}.baseline_price", f"{LINE}.test_cost", "rewards[4].lines[0].test_price", AND_MORE]),
    ("a price is changed everywhere, costs are not", NATIONAL,
     [put(f"rewards[{at}].lines[2].{side}_price", "653.00")
      for at in (0, 1) for side in ("baseline", "test")],
     ["rewards[0].lines[2].baseline_cost", "rewards[0].lines[2].test_cost",
      "rewards[1].lines[2].baseline_cost", AND_MORE]),
    ("a price is changed with all that follows in one reward", PILOT,
     # Without a demand in either period, no cost changes.
     [put(f"rewards[6].lines[0].{side}_price", "6100.00") for side in ("baseline", "test")],
     ["rewards[6].lines[0].baseline_price", "rewards[6].lines[0].test_price"]),
    ("a price has five places", PILOT, [put(f"{LINE}.test_price", "10000.00000")],
     [f"{LINE}.test_price", "rewards"]),
    ("a price is a number", PILOT, [put(f"{LINE}.test_price", 10000.0)],
     [f"{LINE}.test_price", "rewards"]),
    ("an illustrative price is called published", PILOT, [put(f"{LINE}.price_status", "published")],
     [f"{LINE}.source", "rewards[4].lines[0].test_price", AND_MORE]),
    ("another price of the baseline is not told of", PILOT,
     [drop("rewards[1].lines[1].baseline_price_details")],
     ["rewards[1].lines[1].baseline_price"]),
    ("a line's cost has its decimal point moved", PILOT, [put(f"{LINE}.test_cost", "540000.000")],
     [f"{LINE}.test_cost"]),
    ("a line's cost has a zero more", PILOT, [put(f"{LINE}.test_cost", "5400000.000")],
     [f"{LINE}.test_cost"]),
    ("a line's saving has another sign", PILOT, [put(f"{LINE}.saving", "-600000.00")],
     [f"{LINE}.saving"]),
    ("the cost of demand is a penny less", PILOT, [add("rewards[0].test_cost", "-0.01")],
     ["rewards[0].test_cost"]),
    ("a line is left out, costs are not changed", PILOT, [drop("rewards[0].lines[1]")],
     ["rewards[0].baseline_cost", "rewards[0].test_cost", "rewards[1].lines", AND_MORE]),
    ("a line stands twice", PILOT, [twice("rewards[0].lines[1]")],
     ["rewards[0].lines[2].metric", "rewards[0].baseline_cost", AND_MORE]),
    ("a saving has a minus of typesetters", PILOT, [put("rewards[10].saving", "\u221220000.00")],
     ["rewards[10].saving"]),
    ("a saving has an exponent", PILOT, [put("rewards[10].saving", "-2.0E+4")],
     ["rewards[10].saving"]),
    # Threshold, bands and cap
    ("the threshold is lowered in one place", PILOT, [put("rewards[3].threshold.percent", "9.99")],
     ["rewards[3].threshold.percent", "rewards[3].threshold.amount", "rewards[3].outcome",
      AND_MORE]),
    ("the threshold rule is changed at exactly the threshold", PILOT,
     [put("rewards[4].threshold.rule", "more_than")],
     ["rewards[4].threshold.rule", "rewards[4].threshold.met", "rewards[4].outcome",
      "rewards[4].reward",
      AND_MORE]),
    ("the threshold's amount is a penny less", PILOT, [add("rewards[0].threshold.amount", "-0.01")],
     ["rewards[0].threshold.amount"]),
    ("a missed threshold is said to be met", PILOT, [put("rewards[3].threshold.met", True)],
     ["rewards[3].threshold.met"]),
    ("the margin loses its sign", PILOT, [put("rewards[3].threshold.margin", "40.00")],
     ["rewards[3].threshold.margin"]),
    ("bands are swapped", PILOT, [swap("rewards[0].bands[0]", "rewards[0].bands[1]")],
     ["rewards[0].bands[0].from_percent", "rewards[1].bands", AND_MORE]),
    ("the shares of two bands are swapped", PILOT,
     [swap("rewards[0].bands[0].share_percent", "rewards[0].bands[1].share_percent")],
     ["rewards[0].bands[0].payment", "rewards[0].bands[1].payment", "rewards[0].reward",
      "rewards[1].bands",
      AND_MORE]),
    ("a share is raised in every reward of the cohort, payments are not", NATIONAL,
     [put(f"rewards[{at}].bands[0].share_percent", "51") for at in (2, 3)],
     ["rewards[2].bands[0].payment", "rewards[3].bands[0].payment", AND_MORE]),
    ("a share is not in its shortest digits", PILOT,
     [put("rewards[0].bands[0].share_percent", "50.0")],
     ["rewards[0].bands[0].share_percent", "rewards"]),
    ("there is a gap between two bands", PILOT, [put("rewards[0].bands[1].from_percent", "6")],
     ["rewards[0].bands[1].from_percent", AND_MORE]),
    ("a band is left out", PILOT, [drop("rewards[0].bands[1]")],
     ["rewards[0].cap.percent", "rewards[0].reward", "rewards[1].bands", AND_MORE]),
    ("a saving is moved from one band to the other", PILOT,
     [add("rewards[0].bands[0].saving", "-100"), add("rewards[0].bands[1].saving", "100")],
     ["rewards[0].bands[0].saving", "rewards[0].bands[1].saving"]),
    ("a payment is half a penny more", PILOT, [put("rewards[14].bands[0].payment", "11576.74")],
     ["rewards[14].bands[0].payment"]),
    ("the cap is taken away", PILOT, [put("rewards[1].cap", None)], ["rewards[1].cap"]),
    ("the cap is raised, the bands are not", PILOT, [put("rewards[1].cap.percent", "25")],
     ["rewards[1].cap.percent"]),
    ("the cap's amount is changed", PILOT, [add("rewards[1].cap.amount", "1.00")],
     ["rewards[1].cap.amount"]),
    ("a cap that is reached exactly is said not to be", PILOT,
     [put("rewards[8].cap.reached", False)],
     ["rewards[8].cap.reached"]),
    ("a cap is said to be reached without a baseline", PILOT, [put("rewards[6].cap.reached", True)],
     ["rewards[6].cap.reached"]),
    ("what no share pays is left out", PILOT, [put("rewards[1].unrewarded_saving", "0.00")],
     ["rewards[1].unrewarded_saving"]),
    # The reward
    ("a reward is a penny more", PILOT, [add("rewards[0].reward", "0.01")], ["rewards[0].reward"]),
    ("a reward is a penny less", PILOT, [add("rewards[0].reward", "-0.01")], ["rewards[0].reward"]),
    ("a reward is a penny more, and all totals with it", PILOT,
     [add(path, "0.01") for path in ("rewards[0].reward", "site_totals[0].reward",
                                     "site_totals[0].computed_reward", "computed_reward")],
     ["rewards[0].reward", "site_totals[0].reward", "site_totals[0].computed_reward",
      "computed_reward"]),
    ("half a penny is rounded to the even penny", PILOT, [put("rewards[14].reward", "31674.26")],
     ["rewards[14].reward"]),
    ("a reward is a number", PILOT, [put("rewards[0].reward", 490637.5)], ["rewards[0].reward"]),
    ("a reward lacks its pence", PILOT, [put("rewards[0].reward", "490637.5")],
     ["rewards[0].reward"]),
    ("the amount before rounding is rounded", PILOT,
     [put("rewards[14].reward_before_rounding", "31674.27")],
     ["rewards[14].reward_before_rounding"]),
    ("the rounding is another", PILOT, [put("rewards[0].rounding", "half_even")],
     ["rewards[0].rounding"]),
    ("capped becomes met", PILOT, [put("rewards[1].outcome", "met")], ["rewards[1].outcome"]),
    ("met at exactly the cap becomes capped", PILOT, [put("rewards[8].outcome", "capped")],
     ["rewards[8].outcome"]),
    ("no baseline becomes not met", PILOT, [put("rewards[7].outcome", "not_met")],
     ["rewards[7].outcome"]),
    ("a reduction is rounded to two places across the threshold", PILOT,
     [put("rewards[3].reduction_percent", "10.00")], ["rewards[3].reduction_percent"]),
    ("a reduction shows more places than it needs", PILOT,
     [put("rewards[0].reduction_percent", "9.534")],
     ["rewards[0].reduction_percent"]),
    ("a reduction is given without a baseline", PILOT,
     [put("rewards[6].reduction_percent", "0.00")],
     ["rewards[6].reduction_percent"]),
    ("one more is the slope, not the reward recomputed", PILOT,
     [put("rewards[4].lines[0].one_more", "-5000.00")],
     ["rewards[4].lines[0].one_more"]),
    ("one fewer is given where there is none to take away", PILOT,
     [put("rewards[6].lines[0].one_fewer", "0.00")], ["rewards[6].lines[0].one_fewer"]),
    # What is missing
    ("a missing count is taken from the list", PILOT, [put("rewards[16].missing", [])],
     ["rewards[16].missing"]),
    ("a missing count is named twice", PILOT, [twice("rewards[16].missing[0]")],
     ["rewards[16].missing[1]"]),
    ("a missing count is another's", PILOT,
     [put("rewards[16].missing[0].metric", "community_order")],
     ["rewards[16].missing[0]", "rewards[16].missing"]),
    ("confidential becomes not available", PILOT, [put("rewards[16].missing[0].status", "[x]")],
     ["rewards[16].missing[0].status"]),
    ("a missing count becomes zero", PILOT, [put("rewards[16].lines[0].areas[0].test_count", 0)],
     ["rewards[16].lines[0].areas[0].test_missing", "rewards[16].missing[0]", "rewards[16].outcome",
      "rewards[16].reward", AND_MORE]),
    ("a count is called not applicable", PILOT,
     [put("rewards[16].lines[0].areas[0].test_missing", "[z]")],
     ["rewards[16].lines[0].areas[0].test_missing", "rewards[16].missing[0].status"]),
    ("a reward that is not computable is £0.00", PILOT, [put("rewards[16].reward", "0.00")],
     ["rewards[16].reward"]),
    ("a count is missing without a reason", PILOT,
     [drop("rewards[16].lines[0].areas[0].test_missing")],
     ["rewards[16].lines[0].areas[0].test_missing", "rewards[16].missing[0].status"]),
    # Markers
    ("a line no longer says that a count is revised", PILOT, [put(f"{LINE}.status", [])],
     [f"{LINE}.status"]),
    ("an area no longer says that its count is revised", PILOT,
     [drop(f"{LINE}.areas[0].baseline_status")],
     [f"{LINE}.status", "rewards[1].lines[0].areas[0].baseline_count"]),
    ("a marker stands twice", PILOT, [put(f"{LINE}.status", ["[r]", "[r]"])],
     [f"{LINE}.status", "rewards"]),
    # Rewards and totals
    ("a reward stands twice", PILOT, [twice("rewards[0]")],
     ["rewards[1]", "pooled[0].sites", "site_totals[0].reward", "computed_reward", AND_MORE]),
    ("a reward is left out", PILOT, [drop("rewards[0]")],
     ["pooled[0].sites", "pooled[0].baseline_cost", "site_totals[0].reward", "computed_reward",
      AND_MORE]),
    ("a reward of £0.00 is left out", PILOT, [drop("rewards[10]")],
     ["rewards", "pooled[0].sites", "pooled[0].baseline_cost", "pooled[0].test_cost",
      "pooled[0].saving",
      "pooled[0].reduction_percent"]),
    ("a reward that is not computable is left out", PILOT, [drop("rewards[16]")],
     ["rewards", "site_totals[5].not_computable"]),
    ("two rewards change places", PILOT, [swap("rewards[0]", "rewards[1]")], ["rewards[1]"]),
    ("a site's rewards are torn apart", PILOT, [swap("rewards[9]", "rewards[10]")],
     ["rewards[10]"]),
    ("a reward goes to another site", PILOT, [put("rewards[10].site.code", "E09000012")],
     ["rewards[10].site.name", "rewards[10]", "rewards[11].lines[0].areas[0].code", AND_MORE]),
    ("a site has two names", PILOT, [put("rewards[4].site.name", "Bromley")],
     ["rewards[5].site.name", AND_MORE]),
    ("a reward is of a period that there is not", PILOT, [put("rewards[0].period.id", "year_3")],
     ["rewards[0].period", AND_MORE]),
    ("a pooled entry counts a site that is not computable", PILOT, [put("pooled[0].sites", 6)],
     ["pooled[0].sites"]),
    ("a pooled entry is left out", PILOT, [drop("pooled[3]")], ["pooled"]),
    ("pooled costs lack a site", PILOT, [add("pooled[3].baseline_cost", "-130100")],
     ["pooled[3].baseline_cost"]),
    ("a pooled reduction is changed", PILOT, [put("pooled[0].reduction_percent", "8.99")],
     ["pooled[0].reduction_percent"]),
    ("a site's total is known although a reward is not", PILOT,
     [put("site_totals[5].reward", "11451.40")],
     ["site_totals[5].reward"]),
    ("a site's total is left out", PILOT, [drop("site_totals[2]")], ["site_totals"]),
    ("the total is known although a reward is not", PILOT, [put("total_reward", "2107491.17")],
     ["total_reward"]),
    ("the total of what is known has its digits changed over", PILOT,
     [put("computed_reward", "2107419.17")],
     ["computed_reward"]),
    ("the total is a number", NATIONAL, [put("total_reward", 6134823.0)], ["total_reward"]),
    ("the total is not there", NATIONAL, [drop("total_reward")], ["total_reward"]),
    # Periods and sources
    ("a period has a day more", PILOT, [put("baseline.days", 366)], ["baseline.days"]),
    ("a period ends on another day", PILOT, [put("tests[0].to", "2012-07-01")],
     ["tests[0].days", "tests[1]", "rewards[0].period"]),
    ("a period ends on a day that there is not", PILOT, [put("baseline.to", "2011-06-31")],
     ["baseline"]),
    ("a price rests on a source that is not there", NATIONAL, [drop("sources[0]")], ["sources"]),
    ("a source is taken from a reward", NATIONAL,
     [put("rewards[0].sources", ["gm-2011", "ljr-year-one"])],
     ["rewards[0].sources"]),
    ("the source of the terms is taken from one reward", PILOT,
     [put("rewards[0].sources", ["ljr-year-one"])],
     ["rewards[0].sources"]),
    ("a source is there that nothing rests on", PILOT,
     [insert("sources[0]",
      {"id": "other", "title": "Other", "publisher": "Somebody", "date": "2011"})],
     ["sources"]),
    # Keys
    ("a required key has another name", PILOT, [rename("rewards[0].reward", "Reward")],
     ["rewards[0].reward"]),
    ("rewards are no list", PILOT, [put("rewards", {})], ["rewards"]),
    ("a title turns the direction of writing", PILOT, [put("scheme.title", "Pilot \u202e")],
     ["scheme.title"]),
]

# No finding: what nobody can see from the JSON alone, and what the format allows.
UNSEEN = [
    ("a key is added", PILOT, [put("rewards[0].checked_by", 1.5)]),
    ("a title is another", NATIONAL, [put("scheme.title", "Another scheme")]),
    ("a note is left out", PILOT, [drop("notes[0]")]),
    ("invented counts are called real", PILOT, [put("scheme.data", "real")]),
    ("the digest of the table is another", PILOT, [put("demand.sha256", "0" * 64)]),
    ("the number of rows is another", PILOT, [put("demand.rows", 1000)]),
    # Nothing was paid below the threshold, with a case more or less either.
    ("a count is changed with all that follows from it", NATIONAL,
     [add("rewards[0].lines[2].areas[0].test_count", 1), add("rewards[0].lines[2].test_count", 1),
      add("rewards[0].lines[2].test_cost", "652"), add("rewards[0].lines[2].saving", "-652"),
      add("rewards[0].test_cost", "652"), add("rewards[0].saving", "-652"),
      add("rewards[0].threshold.margin", "-652"), add("pooled[0].test_cost", "652"),
      add("pooled[0].saving", "-652")]),
    ("counts go from one area to another of the same site", PILOT,
     [add(f"{LINE}.areas[0].test_count", 1), add(f"{LINE}.areas[1].test_count", -1)]),
]
