//! The guide does what it says. Its console sessions are run and print what stands
//! below each command, its Python and R programs are run where there is an
//! interpreter, and its schemes hold together. Its Rust programs are doctests.

use crate::Folder;
use justice_reinvestment::{Document, Scheme};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A line that stands for any number of lines.
const ANY_LINES: &str = "…";

/// What stands between the programs of a chapter in what they print.
const BETWEEN: &str = "-- the next program --";

/// What a fenced block of a chapter holds.
struct Block {
    language: String,
    /// The line of its fence in the chapter.
    line: usize,
    lines: Vec<String>,
    /// Whether only blank lines stand between it and the block before it.
    follows_on: bool,
}

impl Block {
    fn all(chapter: &str) -> Vec<Self> {
        let mut blocks = Vec::new();
        let mut open: Option<Self> = None;
        let mut follows_on = false;
        for (at, line) in chapter.lines().enumerate() {
            match (line.strip_prefix("```"), open.as_mut()) {
                (Some(language), None) => {
                    open = Some(Self {
                        language: language.to_owned(),
                        line: at + 1,
                        lines: Vec::new(),
                        follows_on,
                    });
                }
                (Some(_), Some(_)) => {
                    blocks.extend(open.take());
                    follows_on = true;
                }
                (None, Some(block)) => block.lines.push(line.to_owned()),
                (None, None) => follows_on &= line.trim().is_empty(),
            }
        }
        assert!(open.is_none(), "a block is not closed");
        blocks
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    fn first_line(&self) -> &str {
        self.lines.first().map(String::as_str).unwrap_or_default()
    }
}

/// An interpreter of programs in the guide.
struct Interpreter {
    language: &'static str,
    program: &'static str,
    /// What it is asked to see whether it can run the guide's programs.
    probe: &'static str,
    /// What prints [`BETWEEN`] on a line.
    between: fn() -> String,
}

const INTERPRETERS: [Interpreter; 2] = [
    Interpreter {
        language: "python",
        program: "python3",
        probe: "import decimal, json",
        between: || format!("print({BETWEEN:?})\n"),
    },
    Interpreter {
        language: "r",
        program: "Rscript",
        probe: "library(jsonlite)",
        between: || format!("cat({BETWEEN:?}, sep = \"\\n\")\ncat(\"\\n\")\n"),
    },
];

impl Interpreter {
    /// What a program prints, errors included; `None` where it cannot be run.
    fn run(&self, program: &str, folder: &Path) -> Option<Output> {
        let file = folder.join(format!("program.{}", self.language));
        fs::write(&file, program).unwrap();
        let ended = Command::new(self.program)
            .arg(&file)
            .current_dir(folder)
            .stdin(Stdio::null())
            .output();
        fs::remove_file(&file).unwrap();
        ended.ok()
    }

    fn can_run(&self, folder: &Path) -> bool {
        let ended = self.run(self.probe, folder);
        ended.is_some_and(|ended| ended.status.success())
    }
}

/// A chapter being followed in a folder of its own.
struct Reader {
    folder: Folder,
    /// Where `cd` has led.
    here: PathBuf,
    /// How the last command ended: `$?`.
    status: i32,
    /// The programs run so far, by the place of their interpreter.
    programs: [String; INTERPRETERS.len()],
    /// What is not as the chapter says.
    faults: Vec<String>,
}

impl Reader {
    fn new() -> Self {
        let folder = Folder::new();
        let here = folder.path.clone();
        for linked in ["fixtures", "tests"] {
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join(linked);
            std::os::unix::fs::symlink(original, here.join(linked)).unwrap();
        }
        Self {
            folder,
            here,
            status: 0,
            programs: Default::default(),
            faults: Vec::new(),
        }
    }

    /// Does all that a chapter says; what is not as it says.
    fn follow(chapter: &str) -> Vec<String> {
        let mut reader = Self::new();
        let blocks = Block::all(chapter);
        for (at, block) in blocks.iter().enumerate() {
            let output = blocks.get(at + 1);
            let output = output.filter(|next| next.follows_on && next.language == "text");
            match block.language.as_str() {
                "console" => reader.type_in(block),
                "toml" => reader.keep_scheme(block, blocks.get(at + 1..).unwrap_or_default()),
                "csv" if block.first_line().starts_with("area_code,") => {
                    fs::write(reader.here.join("demand.csv"), block.text()).unwrap();
                }
                language => {
                    let mut all = INTERPRETERS.iter().enumerate();
                    if let Some((number, _)) = all.find(|(_, one)| one.language == language) {
                        reader.run(number, block, output);
                    }
                }
            }
        }
        reader.faults
    }

    /// Runs each command of a session and compares what it prints.
    fn type_in(&mut self, block: &Block) {
        let first = block.first_line();
        assert!(first.starts_with("$ "), "line {}: no command", block.line);
        let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in &block.lines {
            match (line.strip_prefix("$ "), commands.last_mut()) {
                (Some(command), _) => commands.push((command, Vec::new())),
                (None, Some((_, expected))) => expected.push(line),
                (None, None) => {}
            }
        }
        for (command, expected) in commands {
            let interpreter = INTERPRETERS
                .iter()
                .find(|one| command.starts_with(one.program));
            if interpreter.is_some_and(|one| !one.can_run(&self.here)) {
                eprintln!("passed over, for want of an interpreter: {command}");
                continue;
            }
            let printed = self.shell(command);
            let printed: Vec<&str> = printed.lines().collect();
            if !agree(&expected, &printed) {
                self.faults.push(format!(
                    "line {}: `{command}` is said to print\n{}\nand prints\n{}\n",
                    block.line,
                    expected.join("\n"),
                    printed.join("\n")
                ));
            }
        }
    }

    /// What a command prints, in order, to standard output and standard error.
    fn shell(&mut self, command: &str) -> String {
        if let Some(folder) = command.strip_prefix("cd ") {
            self.here = self.here.join(folder).canonicalize().expect(command);
            return String::new();
        }
        let built = Path::new(env!("CARGO_BIN_EXE_reinvest")).parent().unwrap();
        let inherited = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&inherited);
        let folders = std::iter::once(built.to_owned()).chain(folders);
        let mut shell = Command::new("sh");
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            shell.env_remove(name);
        }
        let ended = shell
            .arg("-c")
            .arg(format!("exec 2>&1\n(exit {})\n{command}", self.status))
            .current_dir(&self.here)
            .env("PATH", std::env::join_paths(folders).unwrap())
            .env("HOME", &self.folder.path)
            .env("LC_ALL", "C.UTF-8")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::null())
            .output()
            .expect("a shell starts");
        self.status = ended.status.code().expect("the command ends by itself");
        String::from_utf8(ended.stdout).expect("the output is UTF-8")
    }

    /// Writes a scheme or a part of one, and reads it when it is whole.
    fn keep_scheme(&mut self, block: &Block, later: &[Block]) {
        const CONTINUED: &str = "# scheme.toml, continued";
        let path = self.here.join("scheme.toml");
        let text = match block.first_line() {
            "# scheme.toml" => block.text(),
            CONTINUED => fs::read_to_string(&path).unwrap() + &block.text(),
            _ => return,
        };
        let mut schemes = later.iter().filter(|block| block.language == "toml");
        let goes_on = schemes
            .next()
            .is_some_and(|block| block.first_line() == CONTINUED);
        let scheme = Document::new("scheme.toml", text.clone());
        if !goes_on && let Err(error) = Scheme::read(&scheme) {
            let fault = format!("line {}: the scheme is wrong:\n{error}\n", block.line);
            self.faults.push(fault);
        }
        fs::write(&path, text).unwrap();
    }

    /// Runs a program after those before it in the chapter, as in one session.
    fn run(&mut self, number: usize, block: &Block, expected: Option<&Block>) {
        let interpreter = &INTERPRETERS[number];
        if !interpreter.can_run(&self.here) {
            eprintln!("passed over: {} cannot run it", interpreter.program);
            return;
        }
        let programs = &mut self.programs[number];
        programs.push_str(&(interpreter.between)());
        programs.push_str(&block.text());
        let ended = interpreter.run(programs, &self.here).unwrap();
        let printed = String::from_utf8_lossy(&ended.stdout).into_owned();
        let (_, printed) = printed.rsplit_once(BETWEEN).unwrap_or(("", ""));
        let printed: Vec<&str> = printed.trim_start().lines().map(str::trim_end).collect();
        let expected = expected.map(Block::text).unwrap_or_default();
        let expected: Vec<&str> = expected.lines().collect();
        if !ended.status.success() || !agree(&expected, &printed) {
            self.faults.push(format!(
                "line {}: the program is said to print\n{}\nand prints\n{}\n{}\n",
                block.line,
                expected.join("\n"),
                printed.join("\n"),
                String::from_utf8_lossy(&ended.stderr)
            ));
        }
    }
}

/// Whether lines are those that are expected, where `…` is any number of them.
fn agree(expected: &[&str], printed: &[&str]) -> bool {
    match (expected, printed) {
        ([], []) => true,
        ([ANY_LINES, rest @ ..], _) => {
            (0..=printed.len()).any(|skipped| agree(rest, &printed[skipped..]))
        }
        ([one, expected @ ..], [other, printed @ ..]) => one == other && agree(expected, printed),
        _ => false,
    }
}

fn repository(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The chapters that the guide takes in.
fn chapters() -> Vec<String> {
    let guide = repository("src/guide.rs");
    let parts = guide.split("include_str!(\"").skip(1);
    let names = parts.map(|part| part.split('"').next().unwrap().to_owned());
    names.collect()
}

#[track_caller]
fn assert_followed(path: &str) {
    let faults = Reader::follow(&repository(path));
    assert!(faults.is_empty(), "{path}\n{}", faults.join("\n"));
}

#[test]
fn a_first_assessment_goes_as_the_guide_says() {
    assert_followed("src/guide/your_first_assessment.md");
}

#[test]
fn the_derivation_that_the_guide_reads_is_the_one_that_is_printed() {
    assert_followed("src/guide/reading_a_derivation.md");
}

#[test]
fn the_scheme_that_the_guide_writes_holds_together_and_pays_what_it_says() {
    assert_followed("src/guide/writing_a_scheme.md");
}

#[test]
fn what_if_is_answered_as_the_guide_says() {
    assert_followed("src/guide/what_if.md");
}

#[test]
fn missing_counts_do_what_the_guide_says() {
    assert_followed("src/guide/when_counts_are_missing.md");
}

#[test]
fn two_versions_are_compared_as_the_guide_says() {
    assert_followed("src/guide/when_figures_change.md");
}

#[test]
fn the_recipes_for_r_and_python_print_what_the_guide_says() {
    assert_followed("src/guide/from_excel_r_and_python.md");
}

#[cfg(feature = "records")]
#[test]
fn records_are_counted_as_the_guide_says() {
    assert_followed("src/guide/from_an_extract_to_a_reward.md");
}

#[cfg(feature = "records")]
#[test]
fn what_one_case_is_counts_as_the_guide_says() {
    assert_followed("src/guide/sentenced_together_breached_appealed.md");
}

#[cfg(feature = "records")]
#[test]
fn a_plan_is_written_as_sql_as_the_guide_says() {
    assert_followed("src/guide/on_spark_or_athena.md");
}

#[test]
fn a_result_is_computed_again_as_the_guide_says() {
    assert_followed("src/guide/recomputing_a_result.md");
}

// The chapter counts records too.
#[cfg(all(feature = "evaluate", feature = "records"))]
#[test]
fn an_assessment_is_evaluated_as_the_guide_says() {
    assert_followed("src/guide/how_sure_is_it.md");
}

#[test]
fn the_readme_and_the_chapter_on_embedding_do_what_they_say() {
    assert_followed("README.md");
    assert_followed("src/guide/embedding_it.md");
}

#[test]
fn every_chapter_is_in_the_guide_and_follows_from_its_overview() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide");
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<String> = names.map(|name| format!("guide/{name}")).collect();
    let mut chapters = chapters();
    files.sort();
    chapters.sort();
    assert_eq!(chapters, files);
    let guide = repository("src/guide.rs");
    for chapter in &chapters {
        let name = chapter.trim_start_matches("guide/").trim_end_matches(".md");
        assert!(guide.contains(&format!("[`{name}`]: ")), "{name}");
        assert!(guide.contains(&format!("pub mod {name} {{}}")), "{name}");
    }
}

#[test]
fn every_file_that_a_chapter_points_to_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/guide");
    for chapter in chapters() {
        let text = repository(&format!("src/{chapter}"));
        let links = text.lines().filter_map(|line| line.strip_prefix('['));
        for (name, file) in links.filter_map(|line| line.split_once("]: ")) {
            assert!(folder.join(file).is_file(), "{chapter}: [{name}]: {file}");
        }
    }
}

/// What the guide must not say of money, since no rule can know it.
#[test]
fn no_chapter_says_why_demand_fell() {
    for chapter in chapters() {
        let text = repository(&format!("src/{chapter}")).to_lowercase();
        // The name of a document, which says nothing of demand.
        let text = text.replace("data protection impact assessment", "");
        for word in ["earned by", "caused", "attributable", "impact", "saved by"] {
            assert!(!text.contains(word), "{chapter}: {word}");
        }
    }
}

#[test]
fn a_chapter_that_says_something_else_than_is_printed_is_found_out() {
    let faults = |chapter: &str| Reader::follow(chapter).len();
    assert_eq!(faults("```console\n$ echo one\none\n```\n"), 0);
    assert_eq!(faults("```console\n$ echo one\ntwo\n```\n"), 1);
    assert_eq!(faults("```console\n$ echo one\n```\n"), 1);
    assert_eq!(faults("```console\n$ echo one\none\ntwo\n```\n"), 1);
    assert_eq!(faults("```console\n$ false\n$ echo $?\n0\n```\n"), 1);
    assert_eq!(faults("```console\n$ seq 9\n1\n…\n5\n…\n```\n"), 0);
    assert_eq!(faults("```console\n$ seq 9\n1\n…\n10\n…\n```\n"), 1);
    assert_eq!(faults("```console\n$ seq 9\n…\n8\n```\n"), 1);
    assert_eq!(faults("```toml\n# scheme.toml\n[scheme]\n```\n"), 1);
    assert_eq!(faults("```toml\n[scheme]\n```\n"), 0);
    for [prints_one, prints_two] in [
        ["```python\nprint(1)\n```\n", "```python\nprint(2)\n```\n"],
        ["```r\ncat(1)\n```\n", "```r\ncat(2)\n```\n"],
    ] {
        let language = INTERPRETERS
            .iter()
            .find(|one| prints_one.contains(one.language))
            .unwrap();
        let is_run = usize::from(language.can_run(&Folder::new().path));
        assert_eq!(faults(&format!("{prints_one}\n```text\n1\n```\n")), 0);
        assert_eq!(faults(&format!("{prints_two}\n```text\n1\n```\n")), is_run);
        assert_eq!(faults(&format!("{prints_one}{prints_two}")), is_run * 2);
    }
}
