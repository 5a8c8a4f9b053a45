"""Every figure of a reward, from its counts, prices and terms.

What is computed here is computed from what was computed before, never from a figure that
stands in the assessment: a wrong count shows in all that rests on it.
"""

from decimal import Decimal
from typing import NamedTuple, Optional

from findings import Findings
from form import ABSENT, BAND
from rule import Band, in_all, less, number, outcome, pays, pounds, reduction

SIDES = ["baseline", "test"]


class Sums(NamedTuple):
    """What a reward adds to the totals."""

    site: dict
    cohort: str
    period: str
    baseline: Optional[Decimal]
    test: Optional[Decimal]
    reward: Optional[Decimal]
    edges: set


class Derivations(Findings):
    """The rewards of one assessment, one by one."""

    def reward(self, path, reward, baseline):
        periods = {"baseline": baseline, "test": reward["period"]["id"]}
        missing, lines = {}, []
        for at, line in enumerate(reward["lines"]):
            lines.append(self.line(f"{path}.lines[{at}]", line, reward, periods, missing))
        for at, watched in enumerate(reward.get("watched", [])):
            self.counts(f"{path}.watched[{at}]", watched, reward, periods, None)
        self.names(path, reward)
        self.missing(path, reward, missing)
        costs = {side: in_all([of_line[side] for of_line, _ in lines]) for side in SIDES}
        for side in SIDES:
            self.figure(path, reward, f"{side}_cost", pounds(costs[side]), "its lines added up")
        threshold = reward["threshold"]
        terms = (number(threshold["percent"]), threshold["rule"], self.bands(path, reward))
        payment = self.payment(path, reward, terms, costs["baseline"], costs["test"])
        edges = {Decimal(0), Decimal(100), terms[0], *(band.end for band in terms[2])} - {None}
        shown = reduction(less(costs["baseline"], costs["test"]), costs["baseline"], edges)
        self.figure(path, reward, "reduction_percent", shown, "saving / baseline cost")
        for at, (line, (_, count)) in enumerate(zip(reward["lines"], lines)):
            for key, change in (("one_more", 1), ("one_fewer", -1)):
                worth = None
                if payment and count + change >= 0:
                    cost = costs["test"] + change * number(line["test_price"])
                    worth = pays(*terms, costs["baseline"], cost).reward - payment.reward
                why = "the reward recomputed with it, less the reward"
                self.figure(f"{path}.lines[{at}]", line, key, pounds(worth), why)
        paid = payment and payment.reward
        return Sums(reward["site"], reward["cohort"], periods["test"], *costs.values(), paid, edges)

    def names(self, path, reward):
        """Metrics, groups and areas stand once, and mean everywhere the same."""
        site, cohort = reward["site"]["code"], reward["cohort"]
        self.alike(("site", site), f"{path}.site.name", reward["site"]["name"])
        names, priced = [], []
        for kind in ("lines", "watched"):
            for at, metric in enumerate(reward.get(kind, [])):
                below, name = f"{path}.{kind}[{at}]", metric["metric"]
                if name in names:
                    self.wrong(f"{below}.metric", name, "another", "a metric stands once")
                names.append(name)
                in_words = [metric["title"], metric["unit"], metric.get("stands_for"), kind]
                self.alike(("metric", name), below, in_words)
                codes, leaves = [area_["code"] for area_ in metric["areas"]], []
                for place, area_ in enumerate(metric["areas"]):
                    self.alike(("area", area_["code"]), f"{below}.areas[{place}].code", site)
                    groups = [group["group"] for group in area_.get("groups", [])]
                    leaves += [(name, area_["code"], group) for group in groups or [None]]
                if len(set(codes)) < len(codes) or len(set(leaves)) < len(leaves):
                    self.wrong(f"{below}.areas", leaves, "each once", "areas and groups add up")
                if kind == "lines":
                    priced += leaves
        # What is not applicable is so in every period, and groups stand in all or in none.
        self.alike(("lines", site, cohort), f"{path}.lines", sorted(priced, key=repr))

    def line(self, path, line, reward, periods, missing):
        """Count x price, on either side; the price of one metric, cohort and period is one."""
        test_price = [line["test_price"], *self.origin(path, line)]
        if "baseline_price_details" in line:
            details = line["baseline_price_details"]
            origin = self.origin(f"{path}.baseline_price_details", details)
        else:
            origin = test_price[1:]
            self.figure(
                path, line, "baseline_price", line["test_price"], "no other price is told of"
            )
        prices = {"baseline": [line["baseline_price"], *origin], "test": test_price}
        counts = self.counts(path, line, reward, periods, missing)
        costs = {}
        for side in SIDES:
            what = ("price", line["metric"], reward["cohort"], periods[side])
            self.alike(what, f"{path}.{side}_price", prices[side])
            count, price = counts[side], number(line[f"{side}_price"])
            costs[side] = None if count is None else count * price
            self.figure(path, line, f"{side}_cost", pounds(costs[side]), "count x price")
        if "saving" in line:  # a later addition to the format
            saving = less(costs["baseline"], costs["test"])
            self.figure(path, line, "saving", pounds(saving), "baseline cost less test cost")
        return costs, counts["test"]

    def origin(self, path, price):
        status, source, note = (price.get(key) for key in ("price_status", "source", "price_note"))
        is_illustrative = status == "illustrative"
        if is_illustrative != (source is None) or is_illustrative != ("price_note" in price):
            rule = "an illustrative price has a note and no source, any other a source and no note"
            self.wrong(f"{path}.source", source, "as the status says", rule)
        return [price["price_year"], status, source, note]

    def counts(self, path, metric, reward, periods, missing):
        """Groups add up to areas, areas to the site; markers are those of any count.
        Gathers what is missing, but for a watched metric, which no reward needs."""
        sums, markers = {}, set()
        for side in SIDES:
            of_areas = []
            for at, area_ in enumerate(metric["areas"]):
                below, of_groups = f"{path}.areas[{at}]", []
                for number_, leaf in enumerate(area_.get("groups", [area_])):
                    leaf_path = f"{below}.groups[{number_}]" if "groups" in area_ else below
                    name = (area_["code"], metric["metric"], periods[side], leaf.get("group"))
                    self.leaf(
                        leaf_path, leaf, side, (reward["site"]["code"], reward["cohort"], *name)
                    )
                    count, reason = leaf[f"{side}_count"], leaf.get(f"{side}_missing")
                    of_groups.append(leaf)
                    if count is None and missing is not None:
                        missing[name] = reason
                        if reason not in ("[c]", "[x]"):
                            why = "a priced count is missing as [c] or [x]"
                            self.wrong(f"{leaf_path}.{side}_missing", reason, "[c] or [x]", why)
                of_areas.append(self.groups(below, area_, side, of_groups))
                markers.update(*(leaf.get(f"{side}_status", []) for leaf in of_groups))
            sums[side] = in_all(of_areas)
            self.figure(path, metric, f"{side}_count", sums[side], "its areas added up")
        self.figures += 1
        if set(metric["status"]) != markers:
            self.wrong(f"{path}.status", metric["status"], sorted(markers), "those of its counts")
        return sums

    def leaf(self, path, leaf, side, name):
        count, markers = leaf[f"{side}_count"], leaf.get(f"{side}_status", [])
        reason = leaf.get(f"{side}_missing")
        if count is None and markers:
            self.wrong(f"{path}.{side}_status", markers, ABSENT, "there is no count to mark")
        if count is not None and reason:
            self.wrong(f"{path}.{side}_missing", reason, ABSENT, "the count is there")
        # The baseline of two test periods is one.
        self.alike(("count", *name), f"{path}.{side}_count", [count, sorted(markers), reason])

    def groups(self, path, area_, side, groups):
        """The count of an area, which is that of its groups where it is split."""
        if "groups" not in area_:
            return area_[f"{side}_count"]
        count = in_all([group[f"{side}_count"] for group in groups])
        self.figure(path, area_, f"{side}_count", count, "its groups added up")
        markers = {marker for group in groups for marker in group.get(f"{side}_status", [])}
        if set(area_.get(f"{side}_status", [])) != markers:
            stands = area_.get(f"{side}_status", ABSENT)
            self.wrong(f"{path}.{side}_status", stands, sorted(markers), "those of its groups")
        reasons = {group.get(f"{side}_missing") for group in groups} - {None} or {None}
        if area_.get(f"{side}_missing") not in reasons:
            stands = area_.get(f"{side}_missing", ABSENT)
            self.wrong(
                f"{path}.{side}_missing", stands, sorted(map(str, reasons)), "as of its groups"
            )
        return count

    def missing(self, path, reward, missing):
        """Every count that is not there is in the list, and nothing else."""
        for at, one in enumerate(reward["missing"]):
            below = f"{path}.missing[{at}]"
            name = (one["area"], one["metric"], one["period"], one.get("group"))
            if name not in missing:
                self.wrong(
                    below, list(name), ABSENT, "no such count is missing, or it was named before"
                )
                continue
            self.figure(below, one, "status", missing.pop(name), "as beside the count")
            self.alike(("row", reward["cohort"], *name), f"{below}.line", one["line"])
        for name, reason in missing.items():
            self.wrong(f"{path}.missing", ABSENT, [*name, reason], "this count is missing")

    def bands(self, path, reward):
        """Bands follow one another from 0 and rise; where the last one ends is the cap."""
        bands, at_last = [], "0"
        for at, band in enumerate(reward["bands"]):
            below, end = f"{path}.bands[{at}]", band["to_percent"]
            self.figure(
                below, band, "from_percent", at_last or "0", "where the band before it ends"
            )
            is_last = at + 1 == len(reward["bands"])
            if (end is None and not is_last) or (
                end and number(end) <= number(band["from_percent"])
            ):
                self.wrong(f"{below}.to_percent", end, "more than its beginning", "bands rise")
            start = number(band["from_percent"])
            bands.append(Band(start, end and number(end), number(band["share_percent"])))
            at_last = end
        cap = reward["cap"]
        if (cap is None) != (at_last is None):
            self.wrong(f"{path}.cap", cap, at_last, "where the last band ends")
        elif cap is not None:
            self.figure(f"{path}.cap", cap, "percent", at_last, "where the last band ends")
        # Terms are agreed for a cohort, not for a site or a period.
        cohort, threshold = reward["cohort"], reward["threshold"]
        for key in ("percent", "rule"):
            self.alike((key, cohort), f"{path}.threshold.{key}", threshold[key])
        in_words = [[band[key] for key in BAND] for band in reward["bands"]]
        self.alike(("bands", cohort), f"{path}.bands", in_words)
        return bands

    def payment(self, path, reward, terms, baseline_cost, test_cost):
        """Everything that the rule gives; nothing but the amounts where a cost is unknown."""
        threshold, cap, bands = reward["threshold"], reward["cap"], terms[2]
        payment = amount = cap_amount = None
        if baseline_cost is not None:
            # Amounts depend on the baseline alone; so does what a cost of zero would give.
            payment = pays(*terms, baseline_cost, Decimal(0) if test_cost is None else test_cost)
            amount, cap_amount = payment.amount, payment.cap_amount
        if test_cost is None:
            payment = None
        saving, is_met = payment and payment.saving, payment and payment.is_met
        nothing = [None] * len(bands)
        self.figure(path, reward, "saving", pounds(saving), "baseline cost less test cost")
        below = f"{path}.threshold"
        self.figure(below, threshold, "amount", pounds(amount), "percent x baseline cost")
        self.figure(below, threshold, "met", is_met, "the saving held against the amount")
        self.figure(below, threshold, "margin", pounds(less(saving, amount)), "saving less amount")
        for at, band in enumerate(reward["bands"]):
            below = f"{path}.bands[{at}]"
            slice_ = (payment.slices if payment else nothing)[at]
            paid = (payment.payments if payment else nothing)[at]
            self.figure(
                below, band, "saving", pounds(slice_), "the part of the saving that falls into it"
            )
            self.figure(
                below, band, "payment", pounds(paid), "saving x share, once the threshold is met"
            )
        if cap is not None and bands[-1].end is not None:
            is_reached = payment and baseline_cost > 0 and saving >= cap_amount
            self.figure(f"{path}.cap", cap, "amount", pounds(cap_amount), "percent x baseline cost")
            self.figure(
                f"{path}.cap", cap, "reached", is_reached, "the saving held against the amount"
            )
        unrewarded, exact = payment and payment.unrewarded, payment and payment.exact
        self.figure(path, reward, "unrewarded_saving", pounds(unrewarded), "what no share pays")
        self.figure(path, reward, "reward_before_rounding", pounds(exact), "the payments added up")
        self.figure(path, reward, "rounding", "half_away_from_zero", "there is no other")
        self.figure(
            path, reward, "reward", pounds(payment and payment.reward), "rounded to the penny"
        )
        told = outcome(payment, baseline_cost) if payment else "not_computable"
        self.figure(path, reward, "outcome", told, "what came of it")
        return payment
