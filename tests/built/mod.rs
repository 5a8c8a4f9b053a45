//! Where the examples stand that were built with the tests. What they do is tested
//! elsewhere.

use std::env;
use std::path::PathBuf;

/// The program of an example. `cargo test` builds it, unless it is told which
/// targets to test.
pub fn example(name: &str) -> PathBuf {
    let test = env::current_exe().expect("the test has a path");
    let profile = test.ancestors().nth(2).expect("<profile>/deps/<test>");
    let program = profile
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "{name} is not built: run \"cargo build --examples\", with --release for release tests"
    );
    program
}
