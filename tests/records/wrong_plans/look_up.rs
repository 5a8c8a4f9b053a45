//! Look-up files beside a plan: what is wrong with one is told at its place in it.

use super::{DATES, place, replaced, scheme, unmarked, without_place};
use justice_reinvestment::records::CountPlan;
use justice_reinvestment::{Document, Error};

/// A plan that names the look-up file `areas.csv`, which holds these bytes.
fn beside(bytes: impl AsRef<[u8]>) -> Result<CountPlan, Error> {
    let area = "column = \"area\"\nlookup_file = \"areas.csv\"";
    let document = Document::new("plan.toml", replaced(DATES, "column = \"area\"", area));
    CountPlan::read(&scheme(), &document, |name| {
        (name == "areas.csv").then(|| Document::new("beside/areas.csv", bytes.as_ref()))
    })
}

#[test]
fn what_is_wrong_with_a_look_up_file_is_told_at_its_place_in_it() {
    for (text, words) in [
        (
            "label,area_code\nYork,A0\n¦York,A1\n",
            "\"York\" stands twice (keep one of the two",
        ),
        (
            "label,area_code\nYork,A0\nLeeds,¦A 1\n",
            "\"A 1\" is not a code (codes are made of letters",
        ),
        ("label,area_code\nLeeds,¦\n", "\"\" is not a code ("),
        (
            "label,area_code\n¦,A0\n",
            "empty text is missing, and no label (take it out of the look-up",
        ),
        (
            "label,area_code\nYork,A0\n¦Leeds\n",
            "this row has not 2 fields (give each column of the header one",
        ),
        (
            "name,area_code,label\nx,A0,York\n\n¦y,A1\n",
            "this row has not 3 fields (give each column of the header one",
        ),
        (
            "label,area_code\n¦\"York,A0\n",
            "this quoted field is not closed (close it with a second quote",
        ),
        (
            "label,area_code\n¦\"York\"s,A0\n",
            "this field goes on after its closing quote (",
        ),
    ] {
        for line_end in ["\n", "\r\n"] {
            for mark in ["", "\u{feff}"] {
                let (csv, marked) = unmarked(&text.replace('\n', line_end));
                let error = beside(format!("{mark}{csv}")).unwrap_err();
                let [one] = error.problems() else {
                    panic!("{text}\n{error}");
                };
                assert_eq!(one.place.as_ref().unwrap().file, "beside/areas.csv");
                assert_eq!(place(one), marked, "{error}");
                assert!(without_place(one).starts_with(words), "{words}\n{error}");
            }
        }
    }
    let error = beside(b"label,area_code\nM\xFCnster,A0\n").unwrap_err();
    assert_eq!(place(&error.problems()[0]), (2, 2), "{error}");
    assert_eq!(error.problems()[0].what, "this is not UTF-8 text");
}

#[test]
fn several_mistakes_of_a_look_up_file_and_of_its_plan_are_told_at_once() {
    let area = "column = \"\"\nlookup_file = \"areas.csv\"";
    let plan = replaced(DATES, "column = \"area\"", area);
    let plan = replaced(&plan, "\"custody\"", "\"custdoy\"");
    let csv = "label,area_code\nYork\n,A0\nHull,A0\nHull,A1\nLeeds,A 1\n";
    let document = Document::new("plan.toml", plan);
    let file = |name: &str| Some(Document::new(name, csv));
    let error = CountPlan::read(&scheme(), &document, file).unwrap_err();
    let places = error.problems().iter().map(|problem| {
        let place = problem.place.as_ref().unwrap();
        (place.file.as_str(), place.line, place.column)
    });
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            ("plan.toml", 5, 10),
            ("plan.toml", 16, 6),
            ("areas.csv", 2, 1),
            ("areas.csv", 3, 1),
            ("areas.csv", 5, 1),
            ("areas.csv", 6, 7),
        ],
        "{error}"
    );
}

#[test]
fn a_look_up_file_that_is_not_there_is_told_where_the_plan_names_it() {
    let area = "column = \"area\"\nlookup_file = ¦\"nowhere.csv\"";
    let (text, marked) = unmarked(&replaced(DATES, "column = \"area\"", area));
    let document = Document::new("plan.toml", text);
    let error = CountPlan::read(&scheme(), &document, |_| None).unwrap_err();
    let [one] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(place(one), marked);
    assert_eq!(
        without_place(one),
        "there is no look-up file \"nowhere.csv\" (name a file beside the plan, with the columns \
         label,area_code)"
    );
}

#[test]
fn a_look_up_file_without_its_columns_is_told_by_its_name() {
    for text in [
        "",
        "\n",
        "York,A0\n",
        "label,code\nYork,A0\n",
        "label;area_code\n",
    ] {
        let error = beside(text).unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
        assert_eq!(
            error.problems()[0].what,
            "this look-up file has no columns label and area_code"
        );
    }
}

#[test]
fn labels_of_a_look_up_file_that_are_no_area_of_the_scheme_are_told_in_the_plan() {
    let error = beside("label,area_code\nYork,A0\nHull,A9\n").unwrap_err();
    let [one] = error.problems() else {
        panic!("{error}");
    };
    assert_eq!(place(one), (4, 1));
    assert!(
        one.what.ends_with("no area of the scheme: \"Hull\" (A9)"),
        "{error}"
    );
}

#[test]
fn a_look_up_in_a_file_is_the_same_as_in_the_plan() {
    let inline = "column = \"area\"\nlookup = { \"Leeds, West\" = \"A0\", York = \"A1\" }";
    let inline = super::read(&replaced(DATES, "column = \"area\"", inline)).unwrap();
    for text in [
        "label,area_code\n\"Leeds, West\",A0\nYork,A1\n",
        "\u{feff}area_code,note,label\r\nA1,\"a \"\"b\"\"\",York\r\n\r\nA0,,\"Leeds, West\"",
    ] {
        assert_eq!(beside(text).unwrap(), inline);
    }
}

/// What was read wrongly once.
mod once {
    use super::*;

    #[test]
    fn a_look_up_file_without_its_columns_is_told_at_its_first_line() {
        let error = beside("label,code\nYork,A0\n").unwrap_err();
        let place = error.problems()[0].place.as_ref();
        assert_eq!(place.map(|place| place.line), Some(1), "{error}");
    }

    #[test]
    fn a_header_that_cannot_be_read_is_told_alone() {
        let error = beside("\"label\"x,area_code\nYork,A0\n").unwrap_err();
        assert_eq!(error.problems().len(), 1, "{error}");
    }

    #[test]
    fn a_row_that_is_too_long_is_told() {
        let error = beside("label,area_code\nYork,A0,A1\n").unwrap_err();
        assert_eq!(place(&error.problems()[0]).0, 2, "{error}");
    }

    #[test]
    fn a_column_that_stands_twice_is_told() {
        let error = beside("label,area_code,label\nYork,A0,Hull\n").unwrap_err();
        assert_eq!(place(&error.problems()[0]).0, 1, "{error}");
    }
}
