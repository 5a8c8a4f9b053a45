"""A whole assessment: its periods, its rewards in their order, its sources, and all that
adds rewards up.
"""

import datetime
import itertools

from derivation import Derivations
from form import ABSENT, ASSESSMENT, COHORTS, REWARD
from rule import in_all, less, pounds, reduction


class Check(Derivations):
    """One assessment held against what comes out of it."""

    def assessment(self, document):
        sound = set()
        for key, shape in ASSESSMENT.items():
            name = key.rstrip("?")
            if name in document:
                if self.is_shaped(name, document[name], shape):
                    sound.add(name)
            elif name == key:
                self.wrong(name, ABSENT, "something", "the format asks for it")
        if not {"baseline", "rewards"} <= sound or ("tests" in document and "tests" not in sound):
            self.wrong(
                "rewards", "what cannot be read", "periods and rewards", "nothing was recomputed"
            )
            return
        rewards = [
            (f"rewards[{at}]", reward)
            for at, reward in enumerate(document["rewards"])
            if self.is_shaped(f"rewards[{at}]", reward, REWARD)
        ]
        sums = [self.reward(path, reward, document["baseline"]["id"]) for path, reward in rewards]
        if len(rewards) < len(document["rewards"]):
            self.wrong(
                "rewards", "what cannot be read", "all of them", "totals were not recomputed"
            )
            return
        tests = document.get("tests") or tests_of(rewards)
        self.periods(document["baseline"], tests)
        self.order(rewards, tests)
        if "area_names" in document and "area_names" in sound:
            self.area_names(document["area_names"])
        if "sources" in sound:
            self.sources(rewards, document["sources"])
        if "pooled" in sound:
            self.pooled(document["pooled"], sums, [test["id"] for test in tests])
        if "site_totals" in sound:
            self.site_totals(document["site_totals"], sums)
        paid = [one.reward for one in sums]
        self.figure("", document, "total_reward", pounds(in_all(paid)), "all rewards added up")
        known = sum(reward for reward in paid if reward is not None)
        self.figure("", document, "computed_reward", pounds(known), "those that are known added up")

    def periods(self, baseline, tests):
        spans = []
        all_of_them = [("baseline", baseline)]
        all_of_them += [(f"tests[{at}]", test) for at, test in enumerate(tests)]
        for path, period in all_of_them:
            self.alike(("period", period["id"]), f"{path}.id", path)
            try:
                first, last = (datetime.date.fromisoformat(period[end]) for end in ("from", "to"))
            except ValueError:
                self.wrong(path, [period["from"], period["to"]], "days", "there is no such day")
                continue
            days = (last - first).days + 1
            self.figure(path, period, "days", days, "both ends included")
            if days < 1:
                self.wrong(
                    f"{path}.to", period["to"], period["from"], "a period has a day at least"
                )
            spans.append((path, first, last, days))
        for one, other in itertools.combinations(spans, 2):
            (path, first, last, days), (other_path, other_first, other_last, other_days) = (
                one,
                other,
            )
            if first <= other_last and other_first <= last:
                self.wrong(
                    other_path, str(other_first), f"no day of {path}", "periods do not overlap"
                )
            if path == "baseline" and abs(days - other_days) > 7:
                self.wrong(f"{other_path}.days", other_days, days, "a week more or less at most")

    def order(self, rewards, tests):
        """By site, cohort and test period, each once; a site's cohorts have the same periods."""
        ids = [test["id"] for test in tests]
        sites = list(dict.fromkeys(reward["site"]["code"] for _, reward in rewards))
        periods, before = {}, None
        for path, reward in rewards:
            site, cohort, period = reward["site"]["code"], reward["cohort"], reward["period"]
            if said_of(period) not in map(said_of, tests):
                self.wrong(f"{path}.period", period, ids, "one of the test periods")
                return
            here = (sites.index(site), COHORTS.index(cohort), ids.index(period["id"]))
            if before is not None and here <= before:
                name = [site, cohort, period["id"]]
                self.wrong(
                    path, name, "another place", "each once, by site, cohort and test period"
                )
            before = here
            periods.setdefault(site, {}).setdefault(cohort, []).append(period["id"])
        for site, of_cohorts in periods.items():
            if len({frozenset(of_cohort) for of_cohort in of_cohorts.values()}) > 1:
                why = "a site takes part with all its cohorts in all its test periods"
                self.wrong("rewards", {site: of_cohorts}, "the same of each cohort", why)

    def area_names(self, names):
        """In the order of their codes, and of areas that rewards count."""
        codes = [place["code"] for place in names]
        in_order = sorted({code for code in codes if ("area", code) in self.said})
        if codes != in_order:
            self.wrong(
                "area_names", codes, in_order, "areas with a count, in the order of their codes"
            )

    def sources(self, rewards, sources):
        """Each that is referred to is there; each that is there is referred to."""
        ids = [source["id"] for source in sources]
        for at, name in enumerate(ids):
            if name in ids[:at]:
                self.wrong(f"sources[{at}].id", name, "another", "a source stands once")
        of_terms, in_use = {}, set()
        for path, reward in rewards:
            of_prices = set()
            for line in reward["lines"]:
                of_prices |= {line["source"], line.get("baseline_price_details", line)["source"]}
            of_prices -= {None}
            of_terms.setdefault(reward["cohort"], set()).update(set(reward["sources"]) - of_prices)
            for name in sorted(of_prices - set(reward["sources"])):
                self.wrong(f"{path}.sources", reward["sources"], name, "a price rests on it")
            in_use.update(reward["sources"])
        for path, reward in rewards:
            for name in sorted(of_terms[reward["cohort"]] - set(reward["sources"])):
                self.wrong(
                    f"{path}.sources", reward["sources"], name, "the cohort's terms rest on it"
                )
        if set(ids) != in_use:
            self.wrong("sources", sorted(ids), sorted(in_use), "those that rewards rest on")

    def pooled(self, pooled, sums, periods):
        """Of each cohort and test period, all sites whose costs are known, added up."""
        names = [name for name in itertools.product(COHORTS, periods)]
        names = [name for name in names if any(name == (one.cohort, one.period) for one in sums)]
        stand = [(pool["cohort"], pool["period"]) for pool in pooled]
        if stand != names:
            self.wrong(
                "pooled", stand, names, "every cohort and test period in which a site takes part"
            )
        for at, pool in enumerate(pooled):
            path, name = f"pooled[{at}]", stand[at]
            of_name = [one for one in sums if (one.cohort, one.period) == name]
            known = [one for one in of_name if None not in (one.baseline, one.test)]
            baseline = sum(one.baseline for one in known) if known else None
            test = sum(one.test for one in known) if known else None
            saving = less(baseline, test)
            self.figure(path, pool, "sites", len(known), "sites whose costs are known")
            self.figure(path, pool, "baseline_cost", pounds(baseline), "their costs added up")
            self.figure(path, pool, "test_cost", pounds(test), "their costs added up")
            self.figure(path, pool, "saving", pounds(saving), "baseline cost less test cost")
            shown = reduction(saving, baseline, of_name[0].edges if of_name else [])
            self.figure(path, pool, "reduction_percent", shown, "saving / baseline cost")

    def site_totals(self, totals, sums):
        of_sites = {}
        for one in sums:
            of_sites.setdefault(one.site["code"], []).append(one)
        stand = [total["site"]["code"] for total in totals]
        if stand != list(of_sites):
            self.wrong(
                "site_totals", stand, list(of_sites), "every site that has a reward, in order"
            )
        for at, total in enumerate(totals):
            path, paid = f"site_totals[{at}]", [one.reward for one in of_sites.get(stand[at], [])]
            known = [reward for reward in paid if reward is not None]
            self.alike(("site", stand[at]), f"{path}.site.name", total["site"]["name"])
            self.figure(path, total, "reward", pounds(in_all(paid)), "its rewards added up")
            self.figure(path, total, "computed_reward", pounds(sum(known)), "those known added up")
            self.figure(path, total, "not_computable", len(paid) - len(known), "those that are not")


def tests_of(rewards):
    """The test periods by their days: the first assessments of the format have no list."""
    periods = {reward["period"]["id"]: reward["period"] for _, reward in rewards}
    return sorted(periods.values(), key=lambda period: period["from"])


def said_of(period):
    return [period.get(key) for key in ("id", "title", "from", "to", "days")]
