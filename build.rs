//! Tells the library which commit it is built from, for receipts: from the package's
//! `.cargo_vcs_info.json`, or, where a release is built in a clone, from Git. A
//! development build does not ask, since it would be built anew after every commit.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=JUSTICE_REINVESTMENT_COMMIT");
    println!("cargo:rerun-if-changed=.cargo_vcs_info.json");
    let given = std::env::var("JUSTICE_REINVESTMENT_COMMIT").ok();
    let commit = given.or_else(of_package).or_else(of_clone);
    if let Some(commit) = commit.filter(|commit| is_digest(commit)) {
        println!("cargo:rustc-env=REINVEST_COMMIT={commit}");
    }
}

fn is_digest(commit: &str) -> bool {
    (7..=64).contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The commit that a published package was made of: `{"git":{"sha1":"…"}}`.
fn of_package() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, after) = text.split_once("\"sha1\"")?;
    after.split('"').nth(1).map(str::to_owned)
}

/// The commit of the clone, where nothing in it differs from that.
fn of_clone() -> Option<String> {
    if std::env::var("PROFILE").is_ok_and(|profile| profile != "release") {
        return None;
    }
    // A package that was unpacked in somebody else's repository is not of its commit.
    let own = Path::new(".git").exists();
    let asked = |arguments: &[&str]| {
        let answer = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(answer.stdout).ok()?;
        answer.status.success().then(|| text.trim().to_owned())
    };
    for changing in ["HEAD", "logs/HEAD", "index"] {
        if let Some(path) = asked(&["rev-parse", "--git-path", changing]).filter(|_| own) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    for part in ["src", "Cargo.toml"] {
        println!("cargo:rerun-if-changed={part}");
    }
    let changes = asked(&["status", "--porcelain", "--untracked-files=no"]).filter(|_| own)?;
    asked(&["rev-parse", "HEAD"]).filter(|_| changes.is_empty())
}
