//! What a scheme says of itself, from files and in code, beside what is wrong with it.

use justice_reinvestment::{
    Band, BandTerms, Basis, Cohort, Data, Document, Metric, Period, PriceStatus, PriceYear,
    PublishedTerms, Reliability, Scheme, Site, Terms, ThresholdRule, UnitPrice,
};

const SCHEME: &str = include_str!("../fixtures/hackney/scheme.toml");

/// Hackney with terms of its own, a source and a judgement: every key that must be there.
fn whole() -> String {
    let terms = "[cohort.adult]\nthreshold = \"5%\"\nbands = [{ up_to = \"20%\", share = \"50%\" }]\n\
                 sources = [\"agreement\"]\n";
    let more = "\n[[source]]\nid = \"agreement\"\ntitle = \"The agreement\"\npublisher = \"The partners\"\n\
                date = \"2011-06\"\n\n[[assumption]]\nwhat = \"counts are whole\"\nwhy = \"checked\"\n";
    let scheme = SCHEME.replace("[cohort.adult]\nterms = \"ljr-bands\"\n", terms);
    format!("{scheme}{more}")
}

fn read(text: &str) -> Result<Scheme, Vec<(String, String)>> {
    let read = Scheme::read(&Document::new("scheme.toml", text));
    read.map_err(|error| {
        let problems = error.problems().iter();
        let said = problems.map(|problem| (problem.what.clone(), problem.advice.clone()));
        said.collect()
    })
}

/// The problems of a scheme in which one piece is another.
fn problems(was: &str, is: &str) -> Vec<String> {
    let text = whole();
    assert!(text.contains(was), "{was}");
    let found = read(&text.replacen(was, is, 1)).unwrap_err();
    found.into_iter().map(|(what, _)| what).collect()
}

#[test]
fn the_line_that_a_missing_key_is_told_to_look_like_can_be_put_in_its_place() {
    let text = whole();
    assert!(read(&text).is_ok(), "{:?}", read(&text));
    let mut keys = 0;
    for (number, line) in text.lines().enumerate() {
        let Some((key, _)) = line.split_once(" = ") else {
            continue;
        };
        let with = |replacement: &str| {
            let lines = text.lines().enumerate();
            let lines = lines.map(|(place, line)| if place == number { replacement } else { line });
            lines.collect::<Vec<_>>().join("\n")
        };
        let Err(found) = read(&with("")) else {
            continue;
        };
        let said = format!(" has no {key}");
        let Some((_, advice)) = found.iter().find(|(what, _)| what.ends_with(&said)) else {
            // Named terms may stand instead.
            assert!(
                ["schema", "bands", "note"].contains(&key),
                "{key}: {found:?}"
            );
            continue;
        };
        let example = advice.strip_prefix("add a line like ");
        let at_the_top = || advice.strip_prefix("add ")?.strip_suffix(" at the top");
        let example = example
            .or_else(at_the_top)
            .unwrap_or_else(|| panic!("{key}: {advice}"));
        // Of several, the first.
        let example = example.split(", or ").next().unwrap_or_default();
        let example = match example.contains('[') {
            true => example.to_owned(),
            false => example.replace("\", \"", "\" # "),
        };
        // What only the scheme's author can know stands as an ellipsis.
        let is_known = !example.contains('…');
        let of_names = [
            "id",
            "title",
            "publisher",
            "name",
            "metric",
            "sources",
            "why",
            "note",
        ];
        assert_eq!(is_known, !of_names.contains(&key), "{key}: {advice}");
        assert_eq!(
            key == "sources",
            example.contains("[\"…\"]"),
            "{key}: {advice}"
        );
        let problems = match read(&with(&example)) {
            Err(problems) if is_known => problems,
            _ => Vec::new(),
        };
        // The value may not fit the rest, but it is one of its kind.
        for (what, _) in problems {
            let of_its_kind = [
                "before it begins",
                "the scheme has no cohort \"youth\"",
                "price]] has no source",
                ") overlaps ",
                " days, but the baseline",
                "price has no note",
            ];
            assert!(
                of_its_kind.iter().any(|words| what.contains(words)),
                "{example}: {what}"
            );
        }
        keys += 1;
    }
    assert!(keys > 25, "{keys}");
    let without_share = text.replace(", share = \"50%\"", "");
    let (what, advice) = read(&without_share).unwrap_err().remove(0);
    assert_eq!(what, "a band has no share");
    assert!(advice.ends_with("share = \"50%\""), "{advice}");
}

#[test]
fn what_could_not_be_read_hides_no_unknown_name_of_another_kind() {
    let without = |kind: &str, id: &str| {
        let is_one = |what: &String| what.contains(kind) && what.contains("has no id");
        let found = problems(&format!("{id}\n"), "");
        assert!(found.iter().any(is_one), "{found:?}");
        found
    };
    // A metric that could not be read may be the one that a price names.
    let found = without("[[metric]]", "id = \"custody\"");
    assert_eq!(found.len(), 1, "{found:?}");
    // A source that could not be read is no metric.
    let text = whole().replacen("id = \"agreement\"\n", "", 1);
    let text = text.replacen("metric = \"custody\"", "metric = \"nights\"", 1);
    let found = read(&text).unwrap_err();
    let is_metric = |(what, _): &(String, String)| what.contains("nights");
    assert!(found.iter().any(is_metric), "{found:?}");
    // Nor is a metric that could not be read one that has another id.
    let text = whole().replacen("unit = \"sentence\"\n", "", 1);
    let text = text.replacen("metric = \"custody\"", "metric = \"nights\"", 1);
    let found = read(&text).unwrap_err();
    assert!(found.iter().any(is_metric), "{found:?}");
}

#[test]
fn a_file_that_is_neither_toml_nor_a_scheme_is_told_so_whatever_keys_it_has() {
    let found = read("colour = \"red\"\n= 1\n").unwrap_err();
    assert!(found[0].0.contains("this is not a scheme"), "{found:?}");
    let found = read("[scheme]\n= 1\n").unwrap_err();
    assert!(!found[0].0.contains("this is not a scheme"), "{found:?}");
}

#[test]
fn words_of_a_scheme_are_read_as_they_are_written() {
    for rule in [ThresholdRule::AtLeast, ThresholdRule::MoreThan] {
        assert_eq!(rule.as_str().parse::<ThresholdRule>().unwrap(), rule);
    }
    assert!("over".parse::<ThresholdRule>().is_err());
    for (word, reliability) in ["high", "medium", "low"].into_iter().zip(Reliability::ALL) {
        assert_eq!(reliability.as_str(), word);
        assert_eq!(reliability.to_string(), word);
        assert_eq!(word.parse::<Reliability>().unwrap(), reliability);
    }
    let scheme = read(&whole()).unwrap();
    assert_eq!(scheme.prices()[0].price_year.as_str(), "2010-11");
}

#[test]
fn a_scheme_holds_its_sources_and_what_persons_judged() {
    let decision = "\n[[decision]]\nwhat = \"Hackney takes part\"\nwhy = \"it asked to\"\n";
    let scheme = read(&format!("{}{decision}", whole())).unwrap();
    let source = scheme.source(&"agreement".parse().unwrap()).unwrap();
    assert_eq!(source.title.as_str(), "The agreement");
    assert!(scheme.source(&"another".parse().unwrap()).is_none());
    assert_eq!(scheme.assumptions()[0].what.as_str(), "counts are whole");
    assert_eq!(scheme.decisions()[0].what.as_str(), "Hackney takes part");
}

#[test]
fn published_terms_are_published_until_their_threshold_or_a_band_is_another() {
    let scheme = read(SCHEME).unwrap();
    let Terms::Bands(own) = &**scheme.terms(Cohort::Adult).unwrap() else {
        unreachable!("terms are bands");
    };
    assert_eq!(own.published(), Some(PublishedTerms::LjrBands));
    let same = own.clone().with_threshold(own.threshold());
    let same = same.with_bands(own.bands().to_vec()).unwrap();
    assert_eq!(&same, own);
    let six = own.clone().with_threshold("6%".parse().unwrap());
    assert_eq!(
        (six.threshold().to_string().as_str(), six.published()),
        ("6", None)
    );
    assert_eq!((six.bands(), six.sources()), (own.bands(), own.sources()));
    let whole = vec![Band::beyond("100%".parse().unwrap())];
    let all: BandTerms = own.clone().with_bands(whole.clone()).unwrap();
    assert_eq!((all.bands(), all.published()), (&whole[..], None));
    assert_eq!(all.threshold(), own.threshold());
}

#[test]
fn a_scheme_with_every_optional_key_is_the_same_written_and_read_again() {
    let text = whole()
        .replace("sources = [\"agreement\"]\n", "sources = [\"agreement\"]\nthreshold_met = \"more_than\"\n")
        .replace("to = 2012-06-30\n", "to = 2012-06-30\ntitle = \"first test year\"\n")
        .replace("note = \"invented\"\n", "note = \"invented\"\nfrom = 2009-01-01\nto = 2013-12-31\n")
        .replace(
            "basis = \"sentenced\"\n",
            "basis = \"sentenced\"\narea_basis = \"home\"\nstands_for = \"time in custody\"\n",
        )
        .replace(
            "date = \"2011-06\"\n",
            "date = \"2011-06\"\nurl = \"https://example.org/a\"\nsays = \"prices hold\"\nvalid_to = 2013-12-31\n",
        )
        .replace(
            "cohorts = [\"adult\"]",
            "cohorts = [\"adult\"]\nareas = [\"E09000012\"]\nperiods = [\"year_1\"]",
        );
    let judged = "effect = \"none\"\nreliability = \"low\"\ndate = 2012-06-18\nby = \"A\"\nsigned_by = \"B\"\n\n\
                  [[decision]]\nwhat = \"Hackney takes part\"\nwhy = \"it asked to\"\nby = \"C\"\n";
    let scheme = read(&format!("{text}{judged}")).unwrap();
    let written = scheme.to_toml();
    let again = read(&written).unwrap();
    assert_eq!(again, scheme);
    assert_eq!(again.assumptions(), scheme.assumptions());
    assert_eq!(again.decisions(), scheme.decisions());
    for key in [
        "threshold_met = \"more_than\"",
        "title = \"first test year\"",
        "from = 2009-01-01",
        "area_basis = \"home\"",
        "stands_for = \"time in custody\"",
        "valid_to = 2013-12-31",
        "periods = [\"year_1\"]",
        "signed_by = \"B\"",
        "by = \"C\"",
    ] {
        assert!(written.contains(key), "{key}:\n{written}");
    }
    // The rule that needs no word is not written.
    assert!(!read(SCHEME).unwrap().to_toml().contains("threshold_met"));
}

#[test]
fn a_price_may_be_valid_for_one_day() {
    let price = "[[price]]\nmetric = \"custody\"\ncohort = \"adult\"\namount = \"2.00\"\nprice_year = \"2010-11\"\n\
                 status = \"illustrative\"\nnote = \"invented\"\n";
    let text = SCHEME
        .replace("to = 2011-06-30", "to = 2010-07-01")
        .replace("to = 2012-06-30", "to = 2011-07-01")
        .replace(
            "note = \"invented\"\n",
            "note = \"invented\"\nfrom = 2010-07-01\nto = 2010-07-01\n",
        );
    let text = format!("{text}\n{price}from = 2011-07-01\nto = 2011-07-01\n");
    let scheme = read(&text).unwrap();
    assert_eq!(scheme.prices().len(), 2);
}

#[test]
fn a_test_period_before_the_baseline_is_noted() {
    let text = SCHEME.replace(
        "from = 2011-07-01\nto = 2012-06-30",
        "from = 2009-07-01\nto = 2010-06-30",
    );
    let said: Vec<String> = read(&text)
        .unwrap()
        .notes()
        .iter()
        .map(ToString::to_string)
        .collect();
    let noted = |said: &String| said.contains("lies before the baseline, not after it");
    assert!(said.iter().any(noted), "{said:?}");
    assert!(
        !read(SCHEME)
            .unwrap()
            .notes()
            .iter()
            .any(|note| noted(&note.to_string()))
    );
}

#[test]
fn a_price_of_part_of_a_period_is_told_at_the_end_that_falls_short() {
    let validity = |from: &str, to: &str| {
        let days = format!("note = \"invented\"\nfrom = {from}\nto = {to}\n");
        let text = SCHEME.replace("note = \"invented\"\n", &days);
        let error = Scheme::read(&Document::new("scheme.toml", text.clone())).unwrap_err();
        let mut problems = error.problems().iter();
        let partly = problems.find(|problem| problem.what.contains("in part of period"));
        let place = partly.unwrap().place.clone().unwrap();
        text.lines().nth(place.line - 1).unwrap().to_owned()
    };
    assert_eq!(validity("2010-07-01", "2011-01-31"), "to = 2011-01-31");
    assert_eq!(validity("2010-07-02", "2012-06-30"), "from = 2010-07-02");
    assert_eq!(validity("2009-07-01", "2012-06-29"), "to = 2012-06-29");
}

#[test]
fn every_area_of_a_site_has_a_code_of_the_kind_that_the_scheme_says() {
    let areas = "cohorts = [\"adult\"]\nareas = [\"E09000012\", \"Shoreditch\"]";
    let found = read(&SCHEME.replace("cohorts = [\"adult\"]", areas)).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].0.contains("Shoreditch"), "{found:?}");
    // In code too.
    let note = "invented".parse().unwrap();
    let status = PriceStatus::Illustrative { note };
    let mut site = Site::new("E09000012", "Hackney", &[Cohort::Adult]).unwrap();
    site.areas.push("Shoreditch".parse().unwrap());
    let built = Scheme::builder("small", "Small", Data::Invented)
        .unwrap()
        .baseline(Period::new("baseline", "2010-07-01", "2011-06-30").unwrap())
        .test(Period::new("year_1", "2011-07-01", "2012-06-30").unwrap())
        .published_terms(Cohort::Adult, PublishedTerms::LjrBands)
        .metric(Metric::new("custody", "Custody", "sentence", Basis::Sentenced).unwrap())
        .price(UnitPrice::new("custody", Cohort::Adult, "1.00", "2010-11", status).unwrap())
        .site(site)
        .build();
    let error = built.unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.problems()[0].what.contains("Shoreditch"), "{error}");
}

#[test]
fn a_threshold_beyond_the_last_band_is_noted_and_one_at_its_end_is_not() {
    let said = |threshold: &str| -> Vec<String> {
        let text = whole().replacen(
            "threshold = \"5%\"",
            &format!("threshold = \"{threshold}\""),
            1,
        );
        let notes = read(&text).unwrap();
        notes.notes().iter().map(ToString::to_string).collect()
    };
    let beyond = |said: &[String]| {
        said.iter()
            .any(|note| note.contains("lies beyond the last band (20%)"))
    };
    assert!(beyond(&said("20.0001%")), "{:?}", said("20.0001%"));
    assert!(!beyond(&said("20%")) && !beyond(&said("19%")));
}

#[test]
fn flat_half_for_young_people_is_noted_as_an_inference_and_for_no_others() {
    let notes = |cohort: &str, terms: &str| -> String {
        let text = SCHEME
            .replace(
                "[cohort.adult]\nterms = \"ljr-bands\"",
                &format!("[cohort.{cohort}]\nterms = \"{terms}\""),
            )
            .replace("cohort = \"adult\"", &format!("cohort = \"{cohort}\""))
            .replace(
                "cohorts = [\"adult\"]",
                &format!("cohorts = [\"{cohort}\"]"),
            );
        let scheme = read(&text).unwrap();
        scheme.notes().iter().map(ToString::to_string).collect()
    };
    let inferred = "flat half for young people is an inference";
    assert!(notes("youth", "ljr-flat-half").contains(inferred));
    assert!(!notes("adult", "ljr-flat-half").contains(inferred));
    assert!(!notes("youth", "ljr-bands").contains(inferred));
}

#[test]
fn a_cohort_or_a_test_period_in_which_nobody_takes_part_is_noted() {
    let youth = "[cohort.youth]\nterms = \"ljr-bands\"\n\n[rounding]";
    let price = "[[price]]\nmetric = \"custody\"\ncohort = \"youth\"\namount = \"1.00\"\nprice_year = \"2010-11\"\n\
                 status = \"illustrative\"\nnote = \"invented\"\n\n[[site]]";
    let second = "[[test]]\nid = \"year_2\"\nfrom = 2012-07-01\nto = 2013-06-30\n\n[cohort.adult]";
    let text = SCHEME
        .replace("[rounding]", youth)
        .replace("[[site]]", price)
        .replace("[cohort.adult]", second)
        .replace(
            "cohorts = [\"adult\"]",
            "cohorts = [\"adult\"]\nperiods = [\"year_1\"]",
        );
    let scheme = read(&text).unwrap();
    let said: Vec<String> = scheme.notes().iter().map(ToString::to_string).collect();
    for note in [
        "no site takes part with young people",
        "no site takes part in year_2",
    ] {
        assert!(said.iter().any(|one| one == note), "{note}: {said:?}");
    }
    assert!(
        !said.iter().any(|one| one.contains("with adults")),
        "{said:?}"
    );
}

#[test]
fn a_price_of_a_single_day_leaves_the_other_days_without_a_price() {
    let price = "note = \"invented\"\n";
    let found = problems(
        price,
        &format!("{price}from = 2010-07-01\nto = 2010-07-01\n"),
    );
    assert!(
        !found.is_empty() && found.iter().all(|what| what.contains("price")),
        "{found:?}"
    );
    let reversed = problems(
        price,
        &format!("{price}from = 2010-07-02\nto = 2010-07-01\n"),
    );
    assert_eq!(reversed.len(), 1, "{reversed:?}");
}

#[test]
fn a_price_year_has_four_digits_and_a_financial_year_two_more_that_follow() {
    let read = |text: &str| text.parse::<PriceYear>().map(|year| year.to_string());
    for text in ["2010", "2010-11", "1999-00"] {
        assert_eq!(read(text).unwrap(), text);
    }
    for text in [
        "20101", "201", "2010-011", "2010-12", "2010-1", "20a0", "", "2010-",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}
